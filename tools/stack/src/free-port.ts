import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections: one of those could be taken while a server that is to keep its port starts again. */
const [lowest, beyond] = [10_000, 32_000] as const;
const attempts = 100;

/** Whether this machine's loopback address has the port to give. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The first of the wanted ports that is free, else any. */
export async function freePort(...wanted: (number | undefined)[]): Promise<number> {
  const others = Array.from({ length: attempts }, () => randomInt(lowest, beyond));
  for (const port of [...wanted, ...others]) {
    if (port !== undefined && (await isFree(port))) return port;
  }
  throw new Error(`no free port found from ${lowest} to ${beyond}`);
}
