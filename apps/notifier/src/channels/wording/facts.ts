import type { Notice } from '../notice.js';
import { cut } from './cut.js';
import { moment } from './moments.js';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

const mostLabels = 10;
const longestValue = 200;

/** What one needs to know to act: which token, whose, until when, last used from where, and what the type adds. */
export function facts(notice: Notice, now: Date): Fact[] {
  const { data } = notice;
  const { service_account: owner, labels, expires_at: expiresAt } = data;
  return [
    fact('Token', named(data.token_name, data.token_id)),
    fact('Service account', named(owner.name, owner.id)),
    ...(Object.keys(labels).length > 0 ? [fact('Labels', written(labels))] : []),
    fact('Expires', expiresAt === null ? 'never' : moment(expiresAt, now)),
    ...own(notice, now),
  ];
}

function own(notice: Notice, now: Date): Fact[] {
  switch (notice.type) {
    case 'token.expiring.v1':
    case 'token.expired.v1':
    case 'token.unused.v1':
      return [fact('Last used', lastUse(notice.data, now))];
    case 'token.issued.v1':
    case 'token.suspended.v1':
      return [fact('By', actor(notice.data))];
    case 'token.rotated.v1':
      return [fact('By', actor(notice.data)), fact('Successor', notice.data.successor_id), fact('Works until', moment(notice.data.ends_at, now))];
    case 'token.revoked.v1':
      return [fact('By', actor(notice.data)), fact('Why', reasons[notice.data.reason])];
    case 'token.leaked.v1':
      return [fact('Reported by', notice.data.reporter), fact('Found in', [notice.data.found_in, notice.data.url].filter((part) => part !== null).join(', '))];
    case 'token.predecessor-used.v1': {
      const { count, used_at, service_id } = notice.data;
      const service = service_id === null ? [] : [fact('For service', service_id)];
      return [fact('Successor', notice.data.successor_id), fact('Used', `${times(count)}, at last ${moment(used_at, now)}${from(notice.data)}`), ...service];
    }
    case 'token.refused-often.v1':
      return [fact('Refused', `${times(notice.data.count)} since ${moment(notice.data.since, now)}: ${notice.data.reason}${from({ ...notice.data, user_agent: null })}`)];
  }
}

type Of<Type extends Notice['type']> = Extract<Notice, { type: Type }>['data'];

const reasons: Readonly<Record<Of<'token.revoked.v1'>['reason'], string>> = {
  requested: 'it was asked for',
  ancestor: 'a token that it descends from was revoked',
  rotated: 'it was replaced without an overlap',
  reused: 'a replaced token of its family was used',
  leaked: 'its secret was found where it must not be',
  offboarded: 'its customer has left',
};

export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

function fact(label: string, value: string): Fact {
  return { label, value: cut(value, longestValue) };
}

function named(name: string | null, id: string): string {
  return name === null ? id : `${name} (${id})`;
}

function written(labels: Readonly<Record<string, string>>): string {
  const all = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const rest = all.length > mostLabels ? [`and ${all.length - mostLabels} more`] : [];
  return [...all.slice(0, mostLabels), ...rest].join(', ');
}

function lastUse({ last_use: use }: Notice['data'], now: Date): string {
  return use === null ? 'never, as far as is known' : moment(use.at, now) + from(use);
}

function from({ ip, user_agent: agent }: { readonly ip: string | null; readonly user_agent: string | null }): string {
  return (ip === null ? '' : ` from ${ip}`) + (agent === null ? '' : ` by ${agent}`);
}

function actor({ actor: { kind, name, token_id, person_id } }: Of<'token.issued.v1'>): string {
  if (kind === 'system') return `Latchkey (${name})`;
  return kind === 'person' ? named(name, person_id ?? '') : `token ${named(name, token_id ?? '')}`;
}
