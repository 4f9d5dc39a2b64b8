import { describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { spreadMs } from './spread.js';

describe('spreadMs', () => {
  it('is the same for a token whenever it is asked, and nothing without a window', () => {
    const id = mintId();
    expect(spreadMs(id, 300)).toBe(spreadMs(id, 300));
    expect(spreadMs(id, 0)).toBe(0);
  });

  it('leaves no part of the window much fuller than others, and never reaches its end', () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let count = 0; count < 10_000; count++) {
      const tenth = Math.floor(spreadMs(mintId(), 300) / 30_000);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(tenths.length).toBe(10);
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(200);
  });
});
