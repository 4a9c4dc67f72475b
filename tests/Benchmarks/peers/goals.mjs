/** The goals that this benchmark can judge: what we reached, beside what was asked. `met` is null where a peer was skipped. */
export function goals(contenders, size, idealDrain) {
  const of = name => contenders.find(one => one.name === name);
  const own = of('odoograins');
  const singleQueue = contenders.filter(one => one !== own && one.burst);

  const parts = (id, ...some) => ({ id, met: some.some(part => part.met === false) ? false : some.some(part => part.met === null) ? null : true, text: some.map(part => part.text).join('; ') });
  const bound = (what, figure, sign, asked, digits = 2) => ({
    met: Number.isFinite(figure) ? (sign === '>=' ? figure >= asked : figure <= asked) : null,
    text: `${what} ${Number.isFinite(figure) ? figure.toFixed(digits) : 'not measured'} (${sign} ${asked})`,
  });
  const over = (key, name, asked) => bound(`${key === 'cpuMsPerOrder' ? 'CPU' : 'rate'} over ${name}`, own[key] / of(name)?.[key], key === 'cpuMsPerOrder' ? '<=' : '>=', asked);

  return [
    parts('G3 accept', over('acceptPerSecond', 'masstransit', 1.2), over('acceptPerSecond', 'bullmq', 1.2), over('acceptPerSecond', 'graphile-worker', 4), over('acceptPerSecond', 'pg-boss', 4)),
    parts('G4 accept latency', bound('p99 ms at half of our end-to-end rate', own.halfRate.accept.p99, '<=', 25, 1)),
    parts('G5 end to end', bound('rate over pgbench', own.endToEndPerSecond / own.baseline, '>=', 0.8), over('endToEndPerSecond', 'masstransit', 1.2), over('endToEndPerSecond', 'graphile-worker', 6), over('endToEndPerSecond', 'pg-boss', 12)),
    parts('G6 saga', bound('steps a second over pgbench', own.sagaPerSecond * size.sagaSteps / own.baseline, '>=', 0.9), over('sagaPerSecond', 'masstransit', 1.5), over('sagaPerSecond', 'graphile-worker', 10)),
    parts('G7 CPU', bound('ms an order', own.cpuMsPerOrder, '<=', 0.1, 3), over('cpuMsPerOrder', 'masstransit', 0.6)),
    parts('G8 noisy neighbour', bound('quiet p99 with over without', own.noisy.with.p99 / own.noisy.without.p99, '<=', 1.2), bound('drain over ideal', own.noisy.drainSeconds / idealDrain, '<=', 1.1, 3)),
    parts('G9 burst', bound('quiet p99 ms', own.burst.with.p99, '<=', 30, 1), bound('over the best peer with one queue', own.burst.with.p99 / Math.min(...singleQueue.map(one => one.burst.with.p99)), '<=', 0.2)),
  ];
}
