import fs from 'node:fs';
import { now, sleep } from './clock.mjs';
import { cpuOfTree } from './cpu.mjs';
import { round, spread } from './figures.mjs';

const NOISY = 0; // The tenant that bursts; the others are quiet.
const BULK = 100; // Orders a bulk call, where a peer has one.
const BULKS_IN_FLIGHT = 4;
const POLL_MS = 5;

/** The job that every contender does: tests/OdooGrains.Benchmarks/Peers/Job does the same for those written in C#. */
export class Job {
  #payload = JSON.parse(fs.readFileSync(new URL('../payload.json', import.meta.url), 'utf8'));
  #server = Number(process.env.PEERS_SERVER_PID);
  #ids = 0;

  constructor(peer, size, startWorker) {
    this.peer = peer;
    this.size = size;
    this.startWorker = startWorker;
  }

  async run() {
    if (this.peer.onlyNoisy) return { noisy: await this.#noisy() };
    await this.#warmUp();
    const accept = await this.#acceptAlone();
    const whole = await this.#endToEnd();
    const saga = await this.#saga();
    return { ...accept, ...whole, ...saga, burst: await this.#burst(), noisy: await this.#noisy() };
  }

  async #warmUp() {
    await this.#working({}, async worker => {
      await this.#acceptMany(this.size.warmUpOrders);
      await this.#ended(worker, this.size.warmUpOrders);
    });
  }

  /** Accept with nothing working beside it; then everything that was accepted must be found and worked. */
  async #acceptAlone() {
    const seconds = await this.#acceptMany(this.size.orders);
    const stored = await this.peer.remaining();
    if (stored !== this.size.orders) throw new Error(`${this.size.orders} orders were accepted, ${stored} are stored.`);
    await this.#working({}, worker => this.#ended(worker, this.size.orders));
    return { acceptPerSecond: Math.round(this.size.orders / seconds) };
  }

  async #endToEnd() {
    return this.#working({}, async worker => {
      const [own, server] = [cpuOfTree(process.pid), cpuOfTree(this.#server)];
      const begun = now();
      const accepting = await this.#acceptMany(this.size.orders);
      await this.#ended(worker, this.size.orders);
      const seconds = (now() - begun) / 1000;
      const [ownUsed, serverUsed] = [cpuOfTree(process.pid) - own, cpuOfTree(this.#server) - server];
      const { orders } = this.size;
      return {
        acceptBesideWorkPerSecond: Math.round(orders / accepting),
        endToEndPerSecond: Math.round(orders / seconds),
        cpuMsPerOrder: round((ownUsed + serverUsed) / orders, 3),
        cpuMsPerOrderOfServer: round(serverUsed / orders, 3),
        halfRate: await this.#halfRate(worker, orders / seconds / 2),
      };
    });
  }

  async #halfRate(worker, perSecond) {
    await worker.ask('ends');
    const accepts = [];
    const before = worker.ended;
    const sent = await this.#openLoop(perSecond, () => this.size.halfRateSeconds * 1000, index => this.#order(index % this.size.tenants), accepts);
    await this.#ended(worker, before + sent);
    const { ends } = await worker.ask('ends');
    return { perSecond: Math.round(perSecond), accept: spread(accepts), endToEnd: spread(ends.map(([, dueAt, endedAt]) => endedAt - dueAt)) };
  }

  /** Each order in several steps, each of them stored before the next one is worked. */
  async #saga() {
    return this.#working({ steps: this.size.sagaSteps }, async worker => {
      const begun = now();
      await this.#acceptMany(this.size.sagaOrders);
      await this.#ended(worker, this.size.sagaOrders);
      return { sagaPerSecond: Math.round(this.size.sagaOrders / ((now() - begun) / 1000)) };
    });
  }

  async #burst() {
    return this.#working({}, worker => this.#besideNoise(worker, this.size.burst, this.size.burstQuietPerSecond));
  }

  async #noisy() {
    await this.#warmUp();
    const options = { slots: this.size.noisySlots, callMs: this.size.noisyCallMs };
    return this.#working(options, worker => this.#besideNoise(worker, this.size.noisy, this.size.noisyQuietPerSecond));
  }

  /** Quiet tenants in an open loop, first alone and then beside one that hands in so many at once. */
  async #besideNoise(worker, noisy, quietPerSecond) {
    const { baseSeconds, windowMinSeconds, tenants } = this.size;
    const begun = now();
    let noiseAt = null, drainedAt = null, noisyEnded = 0;
    const ends = [];
    const collect = async () => {
      for (const end of (await worker.ask('ends')).ends) {
        ends.push(end);
        if (end[0] === NOISY && ++noisyEnded === noisy) drainedAt = end[2];
      }
    };
    const noise = (async () => {
      await sleep(baseSeconds * 1000);
      noiseAt = now();
      await this.#atOnce(noisy);
      while (drainedAt === null) {
        if (now() - noiseAt > this.size.phaseMaxSeconds * 1000) throw new Error(`${noisy - noisyEnded} of ${noisy} noisy orders are not handled after ${this.size.phaseMaxSeconds} s.`);
        await sleep(50);
        await collect();
      }
    })();
    const lasts = () => (drainedAt === null ? this.size.phaseMaxSeconds * 1000 : Math.max(drainedAt - begun, (baseSeconds + windowMinSeconds) * 1000));
    const sent = await this.#openLoop(quietPerSecond, lasts, index => this.#order(1 + (index % (tenants - 1))), []);
    await noise;
    await this.#ended(worker, sent + noisy);
    await collect();
    const quiet = ends.filter(([tenant]) => tenant !== NOISY);
    const latencies = some => some.map(([, dueAt, endedAt]) => endedAt - dueAt);
    return {
      without: spread(latencies(quiet.filter(([, dueAt]) => dueAt < noiseAt))),
      with: spread(latencies(quiet.filter(([, dueAt]) => dueAt >= noiseAt && dueAt <= drainedAt))),
      drainSeconds: round((drainedAt - noiseAt) / 1000, 2),
    };
  }

  /** Sends each order when it is due, however late the ones before it were answered; returns how many. */
  async #openLoop(perSecond, lasts, make, accepts) {
    const begun = now();
    const sending = [];
    while (now() - begun < lasts()) {
      const due = Math.floor((now() - begun) / 1000 * perSecond);
      while (sending.length < due) {
        const order = make(sending.length);
        order.dueAt = begun + (sending.length + 1) / perSecond * 1000;
        sending.push(this.peer.enqueue(order).then(() => accepts.push(now() - order.dueAt)));
      }
      await sleep(1);
    }
    await Promise.all(sending);
    return sending.length;
  }

  /** One order a call, so many calls in flight; returns the seconds that it took. */
  async #acceptMany(count) {
    const begun = now();
    await this.#pump(count, this.size.inFlight, index => this.peer.enqueue(this.#order(index % this.size.tenants)));
    return (now() - begun) / 1000;
  }

  async #atOnce(count) {
    if (!this.peer.enqueueMany) return this.#pump(count, this.size.inFlight, () => this.peer.enqueue(this.#order(NOISY)));
    return this.#pump(count / BULK, BULKS_IN_FLIGHT, () => this.peer.enqueueMany(Array.from({ length: BULK }, () => this.#order(NOISY))));
  }

  async #pump(count, inFlight, send) {
    let next = 0;
    await Promise.all(Array.from({ length: inFlight }, async () => {
      while (next < count) await send(next++);
    }));
  }

  async #working({ slots = this.size.handlers, callMs = 0, steps = 1 }, run) {
    const worker = await this.startWorker({ slots, callMs, steps });
    const result = await run(worker);
    const { repeated } = await worker.ask('ends');
    if (repeated > 0) throw new Error(`${repeated} orders were worked more than once.`);
    await worker.stop();
    return result;
  }

  /** Until so many orders have been handled, and the store says that nothing remains. */
  async #ended(worker, count) {
    const latest = now() + this.size.phaseMaxSeconds * 1000;
    while (worker.ended < count || await this.peer.remaining() > 0) {
      if (now() > latest) throw new Error(`${count - worker.ended} of ${count} accepted orders have not been handled after ${this.size.phaseMaxSeconds} s.`);
      await sleep(POLL_MS);
    }
    if (worker.ended !== count) throw new Error(`${count} orders were accepted, ${worker.ended} were handled.`);
  }

  #order(tenant) {
    return { ...this.#payload, id: ++this.#ids, tenant, step: 1, dueAt: now() };
  }
}
