// report.mjs SIZE RESULTS VERSIONS: the table, the goals, and the figures as JSON in the last line.
import fs from 'node:fs';
import os from 'node:os';
import { goals } from './goals.mjs';

const BASELINES_APART_MAX = 0.25; // Rule R1: beyond it the machine changed under the measurement.
const [sizeName, file, versions] = process.argv.slice(2);
const size = JSON.parse(fs.readFileSync(new URL('job.json', import.meta.url), 'utf8'))[sizeName];
const lines = fs.readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line));
const skipped = lines.filter(line => line.skipped);
const measured = lines.filter(line => !line.skipped);
const contenders = measured.flatMap((line, index) => (line.name ? [{ ...line, baselines: [measured[index - 1].baseline, measured[index + 1].baseline] }] : []));
for (const one of contenders) {
  one.baseline = (one.baselines[0] + one.baselines[1]) / 2;
  one.unsettled = Math.abs(one.baselines[0] - one.baselines[1]) > BASELINES_APART_MAX * Math.max(...one.baselines);
}

const whole = value => (value === undefined ? '-' : Math.round(value).toString());
const rate = (one, key) => (one[key] === undefined ? '-' : `${one[key]} (${(one[key] / one.baseline).toFixed(2)})`);
const percentiles = spread => (spread === undefined ? '-' : `${spread.p50} / ${spread.p99}`);
const beside = noise => (noise === undefined ? '-' : `${noise.without.p99} -> ${noise.with.p99} (x${(noise.with.p99 / noise.without.p99).toFixed(1)}, n ${noise.without.samples}, ${noise.with.samples})`);
const columns = [
  ['contender', one => one.name + (one.unsettled ? ' *' : '')],
  ['pgbench/s', one => whole(one.baseline)],
  ['accept/s', one => rate(one, 'acceptPerSecond')],
  ['accept/s at work', one => rate(one, 'acceptBesideWorkPerSecond')],
  ['end to end/s', one => rate(one, 'endToEndPerSecond')],
  [`saga of ${size.sagaSteps}/s`, one => rate(one, 'sagaPerSecond')],
  ['CPU ms/order', one => (one.cpuMsPerOrder === undefined ? '-' : `${one.cpuMsPerOrder} (server ${one.cpuMsPerOrderOfServer})`)],
  ['accept p50/p99 at half', one => percentiles(one.halfRate?.accept)],
  ['end p50/p99 at half', one => percentiles(one.halfRate?.endToEnd)],
  ['burst: quiet p99', one => beside(one.burst)],
  ['drain s', one => one.burst?.drainSeconds ?? '-'],
  ['noisy: quiet p99', one => beside(one.noisy)],
  ['drain s', one => one.noisy.drainSeconds],
];

/** What the slots can do for the noisy tenant beside the quiet ones. */
const idealDrain = size.noisy / (size.noisySlots / (size.noisyCallMs / 1000) - size.noisyQuietPerSecond);

console.log(`
${sizeName} size, ${new Date().toISOString()}, ${os.cpus().length} cores (${os.cpus()[0].model.trim()}), load average ${measured[0].load} at first, ${measured.at(-1).load} at last.
${versions}; ${contenders.map(one => one.versions).filter((one, index, all) => all.indexOf(one) === index).join(', ')}.
fsync delayed by ${process.env.SLOWSYNC_US ?? 0} us. Durable for all: fsync and synchronous_commit on; appendfsync always; persistent messages with publisher confirms.

The job: ${size.tenants} tenants, ${size.orders} orders of 2,048 bytes with a handler that does nothing, ${size.inFlight} accepts in flight, ${size.handlers} handlers. Times in milliseconds.
 accept        one durable answer an order, nothing working beside it; in brackets over pgbench (one row of 2 KB a transaction, 32 clients) just before and after
 end to end    handlers at work while orders are accepted, until nothing remains; CPU of producer, handlers and server, from /proc, over the same time
 saga          ${size.sagaOrders} orders of ${size.sagaSteps} steps, each stored before the next; ours: a new order with customer, order, confirmation
 at half       open loop at half the end-to-end rate for ${size.halfRateSeconds} s, from when an order was due; the end is the handler's (ours: its durable record)
 burst         ${size.tenants - 1} quiet tenants with ${size.burstQuietPerSecond}/s in all, alone, then beside one that hands in ${size.burst} at once (in bulk where the peer has a bulk call; ours by ${size.inFlight} connections)
 noisy         the same with ${size.noisyQuietPerSecond}/s, ${size.noisy} at once, ${size.noisyCallMs} ms a call and ${size.noisySlots} slots; the slots' own limit is a drain of ${idealDrain.toFixed(2)} s
Not the same work: ours is an HTTP webhook with HMAC, deduplicated, and one step of it is four durable writes (event, order, sent mark, outcome); a peer's is a library call
and two. Peers drop no duplicates, so none were mixed in (rule R5 asks for 1 %). One run, not five (R1); each accepted order was found done exactly once (R3).
${contenders.map(one => ` ${one.name}: ${one.settings}`).join('\n')}
`);
printTable();
if (contenders.some(one => one.unsettled)) console.log(`* pgbench before and after differ by more than ${BASELINES_APART_MAX * 100} %: the machine was not idle, and by rule R1 this row does not count.`);
for (const one of skipped) console.log(`SKIPPED: ${one.skipped}: ${one.why}`);

const judged = goals(contenders, size, idealDrain);
console.log('\nGoals (docs/performance.md):');
for (const goal of judged) console.log(` ${goal.id} ${goal.met === null ? 'NOT MEASURED' : goal.met ? 'met' : 'MISSED'}: ${goal.text}`);
if (sizeName === 'small') console.log('The small size shows that all runs; its figures mean nothing.');
console.log(JSON.stringify({
  size: sizeName, slowsyncUs: Number(process.env.SLOWSYNC_US ?? 0), contenders, skipped: skipped.map(one => one.skipped),
  goals: Object.fromEntries(judged.map(goal => [goal.id, goal.met])),
}));
process.exitCode = sizeName === 'full' && judged.some(goal => goal.met === false) ? 1 : 0;

function printTable() {
  const rows = [columns.map(([title]) => title), ...contenders.map(one => columns.map(([, cell]) => String(cell(one))))];
  const widths = columns.map((_, column) => Math.max(...rows.map(row => row[column].length)));
  rows.splice(1, 0, widths.map(width => '-'.repeat(width)));
  for (const row of rows) console.log(`| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
}
