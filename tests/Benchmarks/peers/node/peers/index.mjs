import { bullmq } from './bullmq.mjs';
import { graphileWorker } from './graphile-worker.mjs';
import { pgBoss } from './pg-boss.mjs';

/**
 * The peers by name. Each has `open`, `enqueue` (resolves once the order is durable), `work`, `remaining` (orders that are stored and not done),
 * `close`, and `enqueueMany` where it has a bulk call. Its settings are the fastest that were found; `onlyNoisy` ones are set for fairness instead.
 */
export const peers = {
  'graphile-worker': () => graphileWorker(),
  'pg-boss': () => pgBoss({}),
  'pg-boss, a group a tenant': () => pgBoss({ perGroup: 4 }),
  bullmq: () => bullmq({}),
  'bullmq, a queue a tenant': () => bullmq({ queuePerTenant: true }),
};
