import type { GuardedHttp } from '../http/guarded-http.js';
import { outcomeOfAnswer } from '../http/outcome-of-answer.js';
import { userAgent } from '../http/user-agent.js';
import type { Message } from '../message.js';
import { AttemptError } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import { letterOf } from '../wording/letter.js';
import { slackMessage } from './slack-blocks.js';

export interface SlackDestination {
  readonly kind: 'slack';
  /** An incoming webhook. Whoever knows it can post: it is a secret. */
  readonly address: string;
}

/** 404 `no_service` and 410 `channel_is_archived` end an incoming webhook; any other 4xx is about what was sent and stays so. */
const statusRules = { gone: [404, 410], clientErrors: 'never' } as const;

/** Posts to Slack's incoming webhooks, and to no other hosts than those named. */
export class SlackChannel {
  constructor(
    private readonly http: GuardedHttp,
    private readonly hosts: readonly string[],
    private readonly api?: string,
  ) {}

  async send({ address }: SlackDestination, message: Message, now: Date): Promise<Outcome> {
    if (!URL.canParse(address) || !this.hosts.includes(new URL(address).hostname)) return new AttemptError('address_refused', 'never').toFailed(0);
    const body = JSON.stringify(slackMessage(letterOf(message, { now, ...(this.api !== undefined && { api: this.api }) })));
    const headers = { 'content-type': 'application/json', 'user-agent': userAgent };
    return outcomeOfAnswer(await this.http.post({ address, headers, body }), statusRules, now);
  }
}
