import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { SecretBox } from '../secrets/secret-box.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';

const box = new SecretBox([randomBytes(32)]);
const links = new UnsubscribeLinks(box, 'https://notify.example.com/latchkey');
const who = { subscriptionId: mintId(), email: 'owner@example.com' };
const keyIn = (link: string | undefined): string => new URL(link ?? '').searchParams.get('key') ?? '';

describe('a link to unsubscribe by', () => {
  it('says who and what to us, and nothing to others', () => {
    const link = links.linkFor(who);
    expect(link).toMatch(/^https:\/\/notify\.example\.com\/latchkey\/unsubscribe\?key=[\w-]+$/);
    expect(links.read(keyIn(link))).toEqual(who);
    expect(Buffer.from(keyIn(link), 'base64url').toString('latin1')).not.toContain('owner');
  });

  it('is read with a key that was replaced, and not with another', () => {
    const key = keyIn(links.linkFor(who));
    expect(new UnsubscribeLinks(new SecretBox([randomBytes(32)]), undefined).read(key)).toBeUndefined();
    const [former, current] = [randomBytes(32), randomBytes(32)];
    const before = new UnsubscribeLinks(new SecretBox([former]), 'https://a.example').linkFor(who);
    expect(new UnsubscribeLinks(new SecretBox([current, former]), 'https://a.example').read(keyIn(before))).toEqual(who);
  });

  it('stops who makes one up, changes one, or takes what was sealed for something else', () => {
    const bytes = Buffer.from(keyIn(links.linkFor(who)), 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(links.read(changed.toString('base64url'))).toBeUndefined();
    }
    const elsewhere = box.seal(JSON.stringify([who.subscriptionId, who.email]), `latchkey subscription ${who.subscriptionId}`);
    for (const key of ['', 'AAAA', randomBytes(100).toString('base64url'), elsewhere.toString('base64url')]) expect(links.read(key)).toBeUndefined();
  });

  it('is none without a public address', () => {
    expect(new UnsubscribeLinks(box, undefined).linkFor(who)).toBeUndefined();
  });
});
