import { describe, expect, it } from '@jest/globals';
import { reported } from '../../test/records.js';
import { inParts } from './in-parts.js';

describe('what is sent in parts', () => {
  it('is all there, in its order, and no part is more than Kafka takes at once', () => {
    const records = [...Array(300).keys()].map((n) => reported({ details: { text: 'é'.repeat((n * 37) % 8_000) } }));
    const parts = inParts(records);
    expect(parts.flat()).toEqual(records);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(1_000_000);
  });

  it('is one part where there is little, and none where there is nothing', () => {
    const records = [reported(), reported()];
    expect([inParts(records), inParts([])]).toEqual([[records], []]);
  });
});
