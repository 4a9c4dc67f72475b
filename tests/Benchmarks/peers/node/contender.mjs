// node contender.mjs NAME SIZE: one peer's run of the job. Its figures are the last line of the output, as JSON.
import fs from 'node:fs';
import { fork } from 'node:child_process';
import { now, sleep } from './clock.mjs';
import { Job } from './job.mjs';
import { peers } from './peers/index.mjs';

const [name, size, role] = process.argv.slice(2);
const peer = peers[name]();

if (role === 'worker') {
  await work();
} else {
  const sizes = JSON.parse(fs.readFileSync(new URL('../job.json', import.meta.url), 'utf8'));
  await peer.reset();
  await peer.open();
  const figures = await new Job(peer, sizes[size], startWorker).run();
  console.log(JSON.stringify({ name, versions: peer.versions, settings: peer.settings, ...figures }));
  await Promise.race([peer.close(), sleep(3000)]);
  process.exit(0);
}

/** Handlers live in a process of their own, so that producer and handlers may use a core each. */
async function startWorker(options) {
  const child = fork(process.argv[1], [name, size, 'worker'], { env: { ...process.env, PEERS_WORK: JSON.stringify(options) } });
  const worker = { ended: 0 };
  let answered, failed;
  child.on('message', message => {
    if (message.ended !== undefined) worker.ended = message.ended;
    else answered(message);
  });
  child.on('exit', code => failed(new Error(`The worker of ${name} ended with code ${code}.`)));
  const answer = () => new Promise((resolve, reject) => ([answered, failed] = [resolve, reject]));
  worker.ask = question => {
    const come = answer();
    child.send(question);
    return come;
  };
  worker.stop = async () => {
    const gone = new Promise(resolve => child.once('exit', resolve));
    child.send('stop');
    await gone;
  };
  await answer();
  return worker;
}

async function work() {
  const { slots, callMs, steps } = JSON.parse(process.env.PEERS_WORK);
  const seen = new Set();
  let ends = [], repeated = 0, told = 0, ended = 0;
  await peer.open();
  await peer.work(async order => {
    if (callMs > 0) await sleep(callMs);
    if (order.step < steps) {
      await peer.enqueue({ ...order, step: order.step + 1 });
      return;
    }
    if (seen.has(order.id)) repeated++;
    seen.add(order.id);
    ended++;
    ends.push([order.tenant, order.dueAt, now()]);
  }, slots, callMs > 0);
  setInterval(() => {
    if (told !== ended) process.send({ ended: (told = ended) });
  }, 10);
  process.on('message', async message => {
    if (message === 'stop') {
      await Promise.race([peer.close(), sleep(3000)]);
      process.exit(0);
    }
    process.send({ ends, repeated });
    ends = [];
  });
  process.send({ ready: true });
}
