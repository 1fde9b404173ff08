/** Milliseconds of processor time that synchronous work takes on this thread, however busy the machine is otherwise. */
export function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Longest time that one turn of the event loop took of this thread's processor while `work` went on, ms. */
export async function longestTurnMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let before = process.threadCpuUsage();
  const look = () => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.threadCpuUsage();
  };
  let watching = true;
  const watch = () => {
    look();
    if (watching) setImmediate(watch);
  };
  await new Promise((resolve) => setImmediate(resolve));
  before = process.threadCpuUsage();
  setImmediate(watch);
  await work();
  look();
  watching = false;
  return longest;
}
