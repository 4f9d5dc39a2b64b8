import type { Notice } from '../channels/notice.js';

export interface Gathered {
  readonly id: string;
  readonly serviceAccountId: string | null;
  readonly notice: Notice;
}

export interface DigestPart {
  /** `null`: the address of the subscription. */
  readonly recipients: readonly string[] | null;
  /** Counts from 0 for each set of recipients. */
  readonly number: number;
  readonly members: readonly Gathered[];
}

/** What receivers of webhooks can be expected to take, and people to read. */
export const mostNotices = 200;
export const mostBytes = 128 * 1024;

/** What each set of recipients gets, in the order given, in as many parts as it takes. */
export function splitDigest(gathered: readonly Gathered[], recipientsOf: (member: Gathered) => readonly string[] | null): DigestPart[] {
  const parties = new Map<string, { recipients: readonly string[] | null; members: Gathered[] }>();
  for (const member of gathered) {
    const recipients = recipientsOf(member);
    const key = JSON.stringify(recipients && [...recipients].sort());
    const party = parties.get(key) ?? { recipients, members: [] };
    party.members.push(member);
    parties.set(key, party);
  }
  return [...parties.values()].flatMap(({ recipients, members }) => inParts(members).map((part, number) => ({ recipients, number, members: part })));
}

function inParts(members: readonly Gathered[]): Gathered[][] {
  const parts: Gathered[][] = [];
  let bytes = 0;
  for (const member of members) {
    const more = Buffer.byteLength(JSON.stringify(member.notice));
    const last = parts.at(-1);
    if (last && last.length < mostNotices && bytes + more <= mostBytes) {
      last.push(member);
      bytes += more;
    } else {
      parts.push([member]);
      bytes = more;
    }
  }
  return parts;
}
