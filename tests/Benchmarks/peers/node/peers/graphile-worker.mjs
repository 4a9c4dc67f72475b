import { createRequire } from 'node:module';
import pg from 'pg';
import { database } from './database.mjs';
import { versionOf } from './versions.mjs';

const { Logger, makeWorkerUtils, run } = createRequire(import.meta.url)('graphile-worker');
const CONNECTIONS_MAX = 32;

/** graphile-worker, tuned: jobs are fetched by the hundred and completed in batches. */
export function graphileWorker() {
  const store = database('graphile_worker');
  const logger = new Logger(() => () => {});
  let utils, pool, runner;
  return {
    versions: versionOf('graphile-worker'),
    settings: 'one queue; localQueue 100, completeJobBatchDelay 0',
    reset: () => store.recreate(),
    async open() {
      utils = await makeWorkerUtils({ connectionString: store.url, maxPoolSize: CONNECTIONS_MAX, logger });
      await utils.migrate();
      pool = new pg.Pool({ connectionString: store.url, max: 1 });
    },
    enqueue: order => utils.addJob('order', order),
    enqueueMany: orders => utils.addJobs(orders.map(order => ({ identifier: 'order', payload: order }))),
    async work(handle, slots) {
      const worker = { connectionString: store.url, concurrentJobs: slots, maxPoolSize: slots + 2, pollInterval: 100, localQueue: { size: 100 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };
      runner = await run({ preset: { worker }, logger, noHandleSignals: true, taskList: { order: handle } });
    },
    remaining: async () => Number((await pool.query('select count(*) from graphile_worker.jobs')).rows[0].count),
    async close() {
      await runner?.stop();
      await utils.release();
      await pool.end();
    },
  };
}
