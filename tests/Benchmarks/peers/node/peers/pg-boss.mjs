import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { database } from './database.mjs';
import { versionOf } from './versions.mjs';

const QUEUE = 'orders';
const CONNECTIONS_MAX = 32;
const FETCHERS = 4;
const FETCH_MAX = 100;

/** pg-boss, woken by NOTIFY. `perGroup`: each tenant is a group, of which at most so many jobs run at once. */
export function pgBoss({ perGroup }) {
  const store = database('pg_boss');
  const group = order => (perGroup ? { group: { id: `tenant-${order.tenant}` } } : {});
  let boss, pool;
  return {
    onlyNoisy: perGroup > 0,
    versions: versionOf('pg-boss'),
    settings: perGroup ? `a group a tenant, localGroupConcurrency ${perGroup}` : 'one queue; notify, burstWhenBatchFull',
    reset: () => store.recreate(),
    async open() {
      boss = new PgBoss({ connectionString: store.url, max: CONNECTIONS_MAX, supervise: false, schedule: false, useListenNotify: true });
      boss.on('error', error => console.error(`pg-boss: ${error.message}`));
      await boss.start();
      if (!await boss.getQueue(QUEUE)) await boss.createQueue(QUEUE, { notify: true });
      pool = new pg.Pool({ connectionString: store.url, max: 1 });
    },
    enqueue: order => boss.send(QUEUE, order, group(order)),
    enqueueMany: orders => boss.insert(QUEUE, orders.map(order => ({ data: order, ...group(order) }))),
    async work(handle, slots, isTimed) {
      // A fetcher works its batch at once and then fetches again: fetchers times batch are the slots. Handlers that take no time fill no slot.
      const batchSize = isTimed ? slots / FETCHERS : FETCH_MAX;
      const options = { pollingIntervalSeconds: 0.5, batchSize, localConcurrency: FETCHERS, burstWhenBatchFull: true, ...(perGroup ? { localGroupConcurrency: perGroup } : {}) };
      await boss.work(QUEUE, options, jobs => Promise.all(jobs.map(job => handle(job.data))));
    },
    remaining: async () => Number((await pool.query("select count(*) from pgboss.job where state < 'completed'")).rows[0].count),
    async close() {
      await boss.stop({ graceful: false, timeout: 1000 });
      await pool.end();
    },
  };
}
