export const runs = 5;

export interface Turns<T> {
  readonly measured: T[];
  readonly baseline: T[];
}

/** Runs both in turns, so that what else the machine does meets both alike. */
export async function inTurns<T>(measure: () => Promise<T>, measureBaseline: () => Promise<T>, times = runs): Promise<Turns<T>> {
  const turns: Turns<T> = { measured: [], baseline: [] };
  for (let run = 0; run < times; run++) {
    turns.measured.push(await measure());
    turns.baseline.push(await measureBaseline());
  }
  return turns;
}

/** How often a second `once` is done by so many at a time. */
export async function rateOf(once: () => Promise<unknown>, { workers, seconds }: { workers: number; seconds: number }): Promise<number> {
  const start = performance.now();
  const until = start + seconds * 1000;
  let count = 0;
  const work = async (): Promise<void> => {
    for (; performance.now() < until; count++) await once();
  };
  await Promise.all(Array.from({ length: workers }, work));
  return (count / (performance.now() - start)) * 1000;
}

/** The milliseconds of each of so many calls, some at a time. */
export async function durationsOf(once: () => Promise<unknown>, { workers, calls }: { workers: number; calls: number }): Promise<number[]> {
  const durations: number[] = [];
  let left = calls;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const start = performance.now();
      await once();
      durations.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return durations;
}
