/** Milliseconds of processor time that synchronous work takes on this thread, however busy the machine is otherwise. */
export function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
