import { describe, expect, it } from '@jest/globals';
import { aMessage, aNotice, now, types } from '../../../test/channels/messages.js';
import type { DataOf } from '../../../test/channels/messages.js';
import type { NoticeType } from '../notice.js';
import { letterOf } from './letter.js';
import type { Letter } from './letter.js';
import { fromNow, moment } from './moments.js';

const api = 'https://latchkey.test';
const of = <Type extends NoticeType>(type: Type, data: Partial<DataOf<Type>> = {}): Letter => letterOf(aMessage(aNotice(type, data)), { now, api });
const factsOf = (letter: Letter): Record<string, string> => Object.fromEntries(letter.sections[0]?.tokens[0]?.map(({ label, value }) => [label, value]) ?? []);

describe('a letter about one token', () => {
  it.each(types)('says of %s what token it is, whose, and what to do', (type) => {
    const letter = of(type);
    expect(letter.title).toContain('oken "purge on deploy" ');
    expect(factsOf(letter)).toMatchObject({
      Token: 'purge on deploy (06EzYyPZwXUdJ5p0000001)',
      'Service account': 'build system (06EzYyPZwXUdJ5p0000003)',
      Labels: 'team=edge, stage=ci',
    });
    expect(letter.sections[0]?.advice).toMatch(/^[A-Z].+\.$/);
  });

  it.each<[NoticeType, string]>([
    ['token.expiring.v1', 'Token "purge on deploy" expires in 7 days'],
    ['token.expired.v1', 'Token "purge on deploy" has expired'],
    ['token.unused.v1', 'Token "purge on deploy" has not been used for 90 days'],
    ['token.leaked.v1', 'The secret of token "purge on deploy" has leaked, and the token is revoked'],
    ['token.predecessor-used.v1', 'Token "purge on deploy" is still used although it has a successor'],
    ['token.refused-often.v1', 'Token "purge on deploy" was refused 120 times'],
  ])('%s: %s', (type, title) => expect(of(type).title).toBe(title));

  it('tells when it ends and from where it was last used', () => {
    expect(factsOf(of('token.expiring.v1'))).toMatchObject({
      Expires: '2026-04-15 09:30 UTC (in 7 days)',
      'Last used': '2026-04-08 07:30 UTC (2 hours ago) from 192.0.2.10 by curl/8.5.0',
    });
    expect(factsOf(of('token.unused.v1'))).toMatchObject({ Expires: 'never', 'Last used': 'never, as far as is known' });
  });

  it('says nothing of use where it was told nothing of it', () => {
    const telling = types.filter((type) => 'Last used' in factsOf(of(type)));
    expect(telling).toEqual(['token.expiring.v1', 'token.expired.v1', 'token.unused.v1']);
  });

  it('tells who did it, why, and what came of it', () => {
    expect(factsOf(of('token.revoked.v1'))).toMatchObject({ By: 'token provisioner (06EzYyPZwXUdJ5p0000004)', Why: 'a token that it descends from was revoked' });
    expect(factsOf(of('token.suspended.v1'))).toMatchObject({ By: 'Ada (06EzYyPZwXUdJ5p0000008)' });
    expect(factsOf(of('token.rotated.v1'))).toMatchObject({ Successor: '06EzYyPZwXUdJ5p0000007', 'Works until': '2026-04-09 09:30 UTC (in 1 day)' });
    expect(factsOf(of('token.leaked.v1'))).toMatchObject({ 'Reported by': 'github', 'Found in': 'commit, https://example.com/repository/commit/1' });
    expect(factsOf(of('token.predecessor-used.v1'))).toMatchObject({
      Used: '12 times, at last 2026-04-08 09:00 UTC (30 minutes ago) from 198.51.100.7 by deploy-script/2',
      'For service': 'svc-1',
    });
    expect(factsOf(of('token.refused-often.v1'))).toMatchObject({ Refused: '120 times since 2026-04-08 08:30 UTC (1 hour ago): network from 198.51.100.7' });
  });

  it('gives the call that helps, ready to be typed where the API is known', () => {
    const call = (api?: string) => letterOf(aMessage(aNotice('token.expiring.v1')), { now, ...(api !== undefined && { api }) }).sections[0]?.call;
    const path = '/automation-tokens/06EzYyPZwXUdJ5p0000001/rotate';
    expect(call(api)).toBe(`curl -X POST '${api}${path}' -H "Authorization: Bearer $LATCHKEY_TOKEN" -H 'content-type: application/json' -d '{"overlap_seconds": 86400}'`);
    expect(call()).toBe(`POST ${path} {"overlap_seconds": 86400}`);
    expect(of('token.predecessor-used.v1').sections[0]?.call).toContain(`-X DELETE '${api}/automation-tokens/06EzYyPZwXUdJ5p0000001?descendants=false'`);
    expect(of('token.rotated.v1').sections[0]?.call).toBeNull();
  });

  it('that comes late says what is so by then', () => {
    const late = new Date('2026-04-16T09:30:00Z');
    expect(letterOf(aMessage(aNotice('token.expiring.v1')), { now: late }).title).toBe('Token "purge on deploy" has expired');
  });

  it('names ten labels, and cuts what is long', () => {
    const labels = Object.fromEntries(Array.from({ length: 12 }, (_, number) => [`l${number}`, 'v']));
    expect(factsOf(of('token.expired.v1', { labels }))['Labels']).toMatch(/l9=v, and 2 more$/);
    expect(factsOf(of('token.expired.v1', { token_name: 'x'.repeat(255) }))['Token']).toBe(`${'x'.repeat(199)}…`);
    expect(factsOf(of('token.expired.v1', { labels: {} }))).not.toHaveProperty('Labels');
  });
});

describe('a digest', () => {
  const letter = letterOf(
    aMessage(
      aNotice('token.issued.v1'),
      aNotice('token.expiring.v1', { token_name: 'later', expires_at: '2026-05-01T00:00:00.000Z' }),
      aNotice('token.expiring.v1', { token_name: 'sooner' }),
      aNotice('token.leaked.v1'),
    ),
    { now, api },
  );

  it('counts by type, the most urgent first', () => {
    expect(letter.title).toBe('4 notices about your tokens: 1 has leaked and is revoked, 2 expire soon, 1 was issued');
    expect(letter.sections.map(({ heading }) => heading)).toEqual(['1 token has leaked and is revoked', '2 tokens expire soon', '1 token was issued']);
  });

  it('begins with what ends first, and says once what to do', () => {
    const [, expiring] = letter.sections;
    expect(expiring?.tokens.map(([token]) => token?.value)).toEqual(['sooner (06EzYyPZwXUdJ5p0000001)', 'later (06EzYyPZwXUdJ5p0000001)']);
    expect(expiring?.advice).toMatch(/^For each: Rotate it/);
    expect(expiring?.call).toContain('/automation-tokens/ID/rotate');
  });
});

describe('a moment', () => {
  it.each([
    ['2026-04-15T09:30:00Z', 'in 7 days'],
    ['2026-04-15T09:00:00Z', 'in 7 days'],
    ['2026-04-09T09:00:00Z', 'in 1 day'],
    ['2026-04-08T21:30:00Z', 'in 12 hours'],
    ['2026-04-08T09:31:00Z', 'in 1 minute'],
    ['2026-04-08T09:30:10Z', 'now'],
    ['2026-04-05T09:30:00Z', '3 days ago'],
  ])('%s is %s', (instant, words) => expect(fromNow(instant, now)).toBe(words));

  it('is told in UTC, whatever zone it came in', () => {
    expect(moment('2026-04-15T09:30:59.999Z', now)).toBe('2026-04-15 09:30 UTC (in 7 days)');
  });
});
