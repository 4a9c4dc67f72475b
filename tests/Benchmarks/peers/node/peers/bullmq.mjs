import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { versionOf } from './versions.mjs';

const WAITING = ['wait', 'active', 'delayed', 'prioritized'];

/** BullMQ on a Redis that syncs its append-only file before each answer. */
export function bullmq({ queuePerTenant }) {
  const connection = { host: '127.0.0.1', port: Number(process.env.PEERS_REDIS_PORT), maxRetriesPerRequest: null };
  const tenants = Number(process.env.PEERS_TENANTS);
  const names = queuePerTenant ? Array.from({ length: tenants }, (_, tenant) => `tenant-${tenant}`) : ['orders'];
  const queues = new Map();
  const workers = [];
  const queueOf = order => queues.get(queuePerTenant ? `tenant-${order.tenant}` : 'orders');
  return {
    onlyNoisy: queuePerTenant === true,
    versions: versionOf('bullmq'),
    settings: queuePerTenant ? 'a queue a tenant, two handlers each' : 'one queue',
    async reset() {
      const redis = new Redis(connection);
      await redis.flushall();
      await redis.quit();
    },
    async open() {
      for (const name of names) queues.set(name, new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true } }));
      await Promise.all([...queues.values()].map(queue => queue.waitUntilReady()));
    },
    enqueue: order => queueOf(order).add('order', order),
    enqueueMany: orders => queueOf(orders[0]).addBulk(orders.map(order => ({ name: 'order', data: order }))),
    async work(handle, slots) {
      const concurrency = queuePerTenant ? slots / 8 : slots;
      for (const name of names) {
        const worker = new Worker(name, job => handle(job.data), { connection, concurrency });
        worker.on('error', error => console.error(`bullmq: ${error.message}`));
        workers.push(worker);
      }
      await Promise.all(workers.map(worker => worker.waitUntilReady()));
    },
    async remaining() {
      const counts = await Promise.all([...queues.values()].map(queue => queue.getJobCounts(...WAITING)));
      return counts.flatMap(count => Object.values(count)).reduce((sum, count) => sum + count, 0);
    },
    async close() {
      await Promise.all(workers.map(worker => worker.close(true)));
      await Promise.all([...queues.values()].map(queue => queue.close()));
    },
  };
}
