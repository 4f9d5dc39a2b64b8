export interface Timed {
  readonly ms: number;
  readonly cpu: NodeJS.CpuUsage;
}

/** What `work` takes of this process, whatever it answers. */
export async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const [start, cpuBefore] = [performance.now(), process.cpuUsage()];
  await work();
  return { ms: performance.now() - start, cpu: process.cpuUsage(cpuBefore) };
}
