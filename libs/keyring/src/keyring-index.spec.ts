import { describe, expect, it } from '@jest/globals';
import { KeyringIndex } from './keyring-index.js';

describe('how far an index reaches', () => {
  it('is the oldest of its partitions’ latest heartbeats, once each has had one and all was read', () => {
    const index = new KeyringIndex();
    index.hear(0, 5_000, 0n);
    index.hear(1, 9_000, 0n);
    expect(index.asOf).toBeNull();
    index.catchUp(3);
    expect(index.asOf).toBeNull();
    index.hear(2, 7_000, 0n);
    expect(index.asOf).toBe(5_000);
    index.hear(0, 8_000, 0n);
    expect(index.asOf).toBe(7_000);
  });

  it('follows an issuer whose clock was set back', () => {
    const index = new KeyringIndex();
    index.catchUp(1);
    index.hear(0, 9_000, 0n);
    index.hear(0, 2_000, 0n);
    expect(index.asOf).toBe(2_000);
  });
});
