import { Readable } from 'node:stream';

const stalledMs = 60_000;

type Part = string | Uint8Array;

/**
 * An answer that is made only as fast as it is taken: of what waits for a slow reader there is one part in memory. It ends where nothing is taken for a minute.
 * Its maker is told by `signal` that the reader has gone.
 */
export function unhurried(parts: (signal: AbortSignal) => AsyncGenerator<Part>, ended: () => void): Readable {
  const gone = new AbortController();
  const made = parts(gone.signal);
  let stalled: NodeJS.Timeout | undefined;
  const next = async (): Promise<IteratorResult<Part>> => {
    clearTimeout(stalled);
    const part = await made.next();
    if (!part.done) stalled = setTimeout(() => stream.destroy(new Error('nothing was taken for too long')), stalledMs);
    return part;
  };
  // Whoever makes the next part may wait for long, and would be waited for.
  const leave = (): Promise<IteratorResult<Part>> => {
    gone.abort();
    return made.return(undefined);
  };
  const stream = Readable.from({ [Symbol.asyncIterator]: () => ({ next, return: leave }) }, { objectMode: false });
  return stream.once('close', () => {
    clearTimeout(stalled);
    ended();
  });
}
