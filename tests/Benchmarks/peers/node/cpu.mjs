import fs from 'node:fs';

// Linux counts processor time in ticks of 1/100 s (proc(5), sysconf(_SC_CLK_TCK)).
const TICK_MS = 10;

/** Processor time, in milliseconds, that a process and everything it has started have used, those that have ended too. */
export function cpuOfTree(root) {
  const processes = new Map();
  for (const name of fs.readdirSync('/proc')) {
    if (/^\d+$/.test(name)) {
      const stat = read(name);
      if (stat) processes.set(Number(name), stat);
    }
  }

  const isBelow = id => id === root || (processes.has(id) && isBelow(processes.get(id).parent));
  let ticks = 0;
  for (const [id, stat] of processes) {
    if (isBelow(id)) ticks += stat.ticks;
  }

  return ticks * TICK_MS;
}

function read(id) {
  try {
    const text = fs.readFileSync(`/proc/${id}/stat`, 'utf8');
    // The name, in brackets, may hold anything; the state and the parent's id follow it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
    return { parent: fields[1], ticks: fields[11] + fields[12] + fields[13] + fields[14] };
  } catch {
    return null; // It ended while it was read.
  }
}
