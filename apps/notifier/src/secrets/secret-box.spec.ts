import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SecretBox } from './secret-box.js';

const [one, other] = [randomBytes(32), randomBytes(32)];

describe('SecretBox', () => {
  it('opens what it sealed, which is different each time and does not show the text', () => {
    const box = new SecretBox([one]);
    const sealed = box.seal('whsec_abc', 'place');
    expect(box.open(sealed, 'place')).toBe('whsec_abc');
    expect(box.seal('whsec_abc', 'place')).not.toEqual(sealed);
    expect(sealed.toString('latin1')).not.toContain('whsec');
  });

  it('opens what a former key sealed, and seals under the first', () => {
    const sealed = new SecretBox([one]).seal('text', 'place');
    const rotated = new SecretBox([other, one]);
    expect(rotated.open(sealed, 'place')).toBe('text');
    expect(new SecretBox([other]).open(rotated.seal('text', 'place'), 'place')).toBe('text');
  });

  it('stops who puts a sealed secret at another place, changes it, or has another key', () => {
    const box = new SecretBox([one]);
    const sealed = box.seal('text', 'place');
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
    expect(() => box.open(sealed, 'elsewhere')).toThrow('no key');
    expect(() => box.open(changed, 'place')).toThrow('no key');
    expect(() => box.open(Buffer.alloc(3), 'place')).toThrow('no key');
    expect(() => new SecretBox([other]).open(sealed, 'place')).toThrow('no key');
  });
});
