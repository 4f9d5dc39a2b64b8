import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { freePort, isFree } from './free-port.js';

describe('freePort', () => {
  it('is the wanted one while that is free, and another while it is taken', async () => {
    const wanted = await freePort();
    expect(await freePort(wanted)).toBe(wanted);
    const taker = createServer();
    await new Promise<void>((resolve) => void taker.listen(wanted, '127.0.0.1', resolve));
    expect(await isFree(wanted)).toBe(false);
    const other = await freePort(wanted);
    expect(other).not.toBe(wanted);
    expect(await isFree(other)).toBe(true);
    await new Promise((resolve) => taker.close(resolve));
  });
});
