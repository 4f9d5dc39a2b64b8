import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aMessage, aNotice, now, types } from '../../../test/channels/messages.js';
import { letterOf } from '../wording/letter.js';
import { slackMessage } from './slack-blocks.js';
import type { SlackMessage } from './slack-blocks.js';

const textsOf = ({ text, blocks }: SlackMessage): string[] => [text, ...blocks.filter(({ type }) => type === 'section').map((block) => block.text.text)];

describe('slackMessage', () => {
  it('lets no text call anybody or make a link', () => {
    const hostile = '<!channel> <https://evil.test|here> & <@U1>';
    const message = slackMessage(letterOf(aMessage(aNotice('token.expired.v1', { token_name: hostile, labels: { [hostile]: hostile } })), { now }));
    for (const text of textsOf(message)) {
      expect(text).not.toMatch(/[<>]/);
      expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/);
    }
    expect(message.text).toBe('Token "&lt;!channel&gt; &lt;https://evil.test|here&gt; &amp; &lt;@U1&gt;" has expired');
    expect(message.blocks[0]).toMatchObject({ text: { type: 'plain_text', text: `Token "${hostile}" has expired` } });
  });

  it('counts the tokens that a digest does not name', () => {
    const [first, ...others] = Array.from({ length: 32 }, (_, number) => aNotice('token.expiring.v1', { token_name: `token-${number}.` }));
    const all = textsOf(slackMessage(letterOf(aMessage(first as never, ...others, aNotice('token.issued.v1')), { now }))).join('\n');
    expect(all).toContain('token-29.');
    expect(all).not.toContain('token-30.');
    expect(all).toContain('_and 2 more_');
    expect(all).toMatch(/\*1 token was issued\*\n_and 1 more_/);
  });

  it('stays within what Slack takes, whatever it tells', () => {
    const text = fc.oneof(fc.constant('&'.repeat(255)), fc.string({ minLength: 1, maxLength: 255, unit: fc.constantFrom('a', '&', '<', ' ', 'é', '😀') }));
    const notice = fc.tuple(fc.constantFrom(...types), text).map(([type, name]) => {
      const user_agent = name.repeat(2);
      const owner = { id: '06EzYyPZwXUdJ5p0000003', name };
      return aNotice(type, { token_name: name, labels: { [[...name].slice(0, 30).join('')]: name }, service_account: owner, last_use: { at: now.toISOString(), ip: '192.0.2.10', user_agent } });
    });
    fc.assert(
      fc.property(fc.array(notice, { minLength: 1, maxLength: 60 }), ([first, ...others]) => {
        const { blocks } = slackMessage(letterOf(aMessage(first as never, ...others), { now, api: 'https://latchkey.test' }));
        expect(blocks.length).toBeLessThanOrEqual(50);
        for (const block of blocks) expect(block.text.text.length).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3000);
        for (const block of blocks) expect(block.text.text).toMatch(block.type === 'header' ? /./ : /^(?:[^<>&]|&(?:amp|lt|gt);)+$/);
        expect(blocks.filter((block) => /\p{Cs}/u.test(block.text.text))).toEqual([]);
      }),
    );
  });
});
