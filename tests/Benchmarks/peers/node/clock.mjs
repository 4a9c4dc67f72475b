/** Milliseconds of the machine's monotonic clock: the same in every process, so that one may note what another ends. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;

export const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
