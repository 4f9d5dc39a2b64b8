import { message } from '../../src/channels/message.js';
import type { Message } from '../../src/channels/message.js';
import type { Notice, NoticeType } from '../../src/channels/notice.js';

export type DataOf<Type extends NoticeType> = Extract<Notice, { type: Type }>['data'];

export const now = new Date('2026-04-08T09:30:00.000Z');

const tokenId = '06EzYyPZwXUdJ5p0000001';
const about: DataOf<'token.expired.v1'> = {
  token_id: tokenId,
  token_name: 'purge on deploy',
  customer_id: '06EzYyPZwXUdJ5p0000002',
  service_account: { id: '06EzYyPZwXUdJ5p0000003', name: 'build system' },
  labels: { team: 'edge', stage: 'ci' },
  expires_at: '2026-04-15T09:30:00.000Z',
  last_use: { at: '2026-04-08T07:30:00.000Z', ip: '192.0.2.10', user_agent: 'curl/8.5.0' },
};
const actor = { kind: 'token', token_id: '06EzYyPZwXUdJ5p0000004', service_account_id: '06EzYyPZwXUdJ5p0000006', person_id: null, name: 'provisioner' } as const;
const successor_id = '06EzYyPZwXUdJ5p0000007';
const used = { ip: '198.51.100.7', user_agent: 'deploy-script/2', service_id: 'svc-1' };

/** One of each type. */
export const samples: { readonly [Type in NoticeType]: DataOf<Type> } = {
  'token.expiring.v1': { ...about, threshold_days: 7 },
  'token.expired.v1': { ...about, expires_at: '2026-04-08T09:29:00.000Z' },
  'token.unused.v1': { ...about, unused_days: 90, last_use: null, expires_at: null },
  'token.issued.v1': { ...about, actor },
  'token.rotated.v1': { ...about, actor, successor_id, ends_at: '2026-04-09T09:30:00.000Z' },
  'token.revoked.v1': { ...about, actor, reason: 'ancestor' },
  'token.leaked.v1': { ...about, found_in: 'commit', url: 'https://example.com/repository/commit/1', reporter: 'github' },
  'token.suspended.v1': { ...about, actor: { ...actor, kind: 'person', token_id: null, person_id: '06EzYyPZwXUdJ5p0000008', name: 'Ada' } },
  'token.predecessor-used.v1': { ...about, successor_id, late: false, used_at: '2026-04-08T09:00:00.000Z', count: 12, ...used },
  'token.refused-often.v1': { ...about, count: 120, since: '2026-04-08T08:30:00.000Z', reason: 'network', ip: '198.51.100.7' },
};
export const types = Object.keys(samples) as NoticeType[];

export function aNotice<Type extends NoticeType>(type: Type, data: Partial<DataOf<Type>> = {}): Notice {
  return { type, event_id: `${tokenId}/2026/7`, time: '2026-04-08T09:29:58.000Z', data: { ...samples[type], ...data } } as unknown as Notice;
}

/** Checked, so that no test is about what cannot be. */
export function aMessage(first: Notice, ...others: Notice[]): Message & { readonly notices: readonly [Notice, ...Notice[]] } {
  const notices: readonly [Notice, ...Notice[]] = [first, ...others];
  return { ...message.parse({ id: '06EzYyPZwXUdJ5p0000009', time: '2026-04-08T09:29:59.000Z', notices }), notices };
}
