import { isAboutSubscription } from '../message.js';
import type { Message } from '../message.js';
import type { Notice, NoticeType } from '../notice.js';
import { advice, writeCall } from './advice.js';
import { facts } from './facts.js';
import type { Fact } from './facts.js';
import { groups, headline } from './headline.js';
import { subscriptionLetter } from './subscription-letter.js';

/** A message in words and without a form: text, HTML and Slack's blocks are made of it. Nothing in it is escaped. */
export interface Letter {
  readonly title: string;
  readonly sections: readonly Section[];
}

/** Tokens of which the same is to be said. */
export interface Section {
  /** `null` where the title says it. */
  readonly heading: string | null;
  readonly tokens: readonly (readonly Fact[])[];
  readonly advice: string;
  readonly call: string | null;
}

export interface LetterOptions {
  /** What "in 7 days" counts from: the attempt, not the making of the message. */
  readonly now: Date;
  /** Where readers reach the issuer's API, without a slash at the end. */
  readonly api?: string;
}

export function letterOf({ notices }: Message, options: LetterOptions): Letter {
  if (isAboutSubscription(notices)) return subscriptionLetter(notices[0]);
  const [first, ...others] = notices;
  if (others.length === 0) return { title: headline(first, options.now), sections: [section([first], null, options)] };
  const gathered = gather([first, ...others]);
  const counts = gathered.map(([type, notices]) => count(notices.length, type));
  return {
    title: `${others.length + 1} notices about your tokens: ${counts.map(({ short }) => short).join(', ')}`,
    sections: gathered.map(([, notices], index) => section(notices, counts[index]?.long ?? null, options)),
  };
}

function section(notices: readonly [Notice, ...Notice[]], heading: string | null, { now, api }: LetterOptions): Section {
  const [{ type, data }, ...others] = notices;
  const { text, call } = advice[type];
  const tokenId = others.length === 0 ? data.token_id : 'ID';
  return {
    heading,
    tokens: notices.map((notice) => facts(notice, now)),
    advice: others.length === 0 ? text : `For each: ${text}`,
    call: call ? writeCall(call, api, tokenId) : null,
  };
}

/** By type, the most urgent first; within one what ends first, then in the order given. */
function gather(notices: readonly Notice[]): [NoticeType, [Notice, ...Notice[]]][] {
  const types = Object.keys(groups) as NoticeType[];
  return types.flatMap((type) => {
    const [first, ...others] = notices.filter((notice) => notice.type === type).sort((a, b) => endOf(a) - endOf(b));
    return first ? [[type, [first, ...others]] satisfies [NoticeType, [Notice, ...Notice[]]]] : [];
  });
}

function endOf({ data }: Notice): number {
  return data.expires_at === null ? Number.MAX_SAFE_INTEGER : Date.parse(data.expires_at);
}

function count(number: number, type: NoticeType): { short: string; long: string } {
  const { one, many } = groups[type];
  const words = number === 1 ? one : many;
  return { short: `${number} ${words}`, long: `${number} ${number === 1 ? 'token' : 'tokens'} ${words}` };
}
