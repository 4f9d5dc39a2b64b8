import { Resolver } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressSet } from '@latchkey/access';
import { AttemptError, since } from '../outcome.js';
import type { Failed } from '../outcome.js';
import { exchange } from './exchange.js';
import type { Answered } from './exchange.js';
import { readAddress } from './read-address.js';
import type { Target } from './read-address.js';
import { isRefused } from './refused-addresses.js';
import { resolveHost } from './resolve-host.js';
import type { Address } from './resolve-host.js';

export interface HttpRules {
  /** Networks that are sent to although they are not for everyone. */
  readonly allowedNetworks: AddressSet;
  readonly allowHttp: boolean;
  /** PEM certificates that are believed; absent: those that Node believes. */
  readonly trusted?: readonly string[];
  /** For the name, and once more for connection and TLS. */
  readonly connectMs: number;
  /** For all of it. */
  readonly totalMs: number;
}

export interface Post {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the other side answered, whatever it was. */
export interface Answer extends Answered {
  readonly kind: 'answered';
  readonly durationMs: number;
}

const mostRequestBytes = 256 * 1024;
const resolving = { timeout: 2000, tries: 2 };

/**
 * Posts to addresses that strangers have chosen. Names are resolved once, every address is checked, and only those are connected to. No redirect is
 * followed, no proxy used, no connection shared, no body read; the certificate is checked against the name.
 */
export class GuardedHttp {
  private readonly agents: { readonly http: http.Agent; readonly https: https.Agent };

  constructor(
    private readonly rules: HttpRules,
    private readonly resolver = new Resolver(resolving),
  ) {
    const { trusted } = rules;
    this.agents = {
      http: new http.Agent({ keepAlive: false }),
      https: new https.Agent({ keepAlive: false, maxCachedSessions: 0, ...(trusted && { ca: [...trusted] }) }),
    };
  }

  /** Never throws for what an address is or what happens there. */
  async post(post: Post): Promise<Answer | Failed> {
    const started = performance.now();
    try {
      const answered = await this.attempt(post);
      return { kind: 'answered', ...answered, durationMs: since(started) };
    } catch (error) {
      if (error instanceof AttemptError) return error.toFailed(since(started));
      throw error;
    }
  }

  private async attempt({ address, headers, body: text }: Post): Promise<Answered> {
    const target = readAddress(address, this.rules);
    if (!target) throw new AttemptError('address_refused', 'never');
    const body = Buffer.from(text);
    if (body.length > mostRequestBytes) throw new AttemptError('too_large', 'never');
    const deadline = AbortSignal.timeout(this.rules.totalMs);
    const addresses = await Promise.race([this.checkedAddresses(target), timedOut(AbortSignal.timeout(this.rules.connectMs))]);
    return exchange({
      target,
      addresses,
      headers: { ...headers, 'content-length': String(body.length) },
      body,
      agent: target.secure ? this.agents.https : this.agents.http,
      connectMs: this.rules.connectMs,
      deadline,
    });
  }

  /** One address that is refused refuses them all. A name may be given other addresses later, a literal never. */
  private async checkedAddresses(target: Target): Promise<readonly [Address, ...Address[]]> {
    const addresses = await resolveHost(target, this.resolver);
    if (!addresses.some(({ address }) => isRefused(address, this.rules.allowedNetworks))) return addresses;
    throw new AttemptError('address_refused', target.isLiteral ? 'never' : 'later');
  }
}

function timedOut(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new AttemptError('timeout')), { once: true }));
}
