import { authorize } from '@latchkey/access';
import { TokenIndex } from '@latchkey/keyring';
import { digestToken, isToken, mintToken } from '@latchkey/tokens';
import { nthState, serviceOf } from './many-states.js';

const presentedTokens = 20_000;
const questions = 500_000;
/** Far from one another, as callers come. */
const stride = 7_919;

/** The same questions to an index and to the least that could answer any: one SHA-256 and one look-up in a Map of as many digests. */
export class Decisions {
  private readonly index = new TokenIndex();
  private readonly map = new Map<string, number>();
  /** As they come with a request: text in one piece. */
  private readonly secrets = Array.from({ length: presentedTokens }, () => Buffer.from(mintToken()).toString('latin1'));

  constructor(tokens: number) {
    for (let n = 0; n < tokens; n += 1) {
      const secret = this.secrets[n];
      const state = nthState(n, secret && digestToken(secret));
      this.index.put(state);
      this.map.set(state.digest, n);
    }
  }

  /** Decisions a second: checksum, digest, look-up, status, time, permission and service. */
  async decide(): Promise<number> {
    return rate((n) => this.allows(this.secrets[n] as string, serviceOf(n)));
  }

  /** Of no more than digest and look-up. */
  async lookUp(): Promise<number> {
    return rate((n) => this.map.has(digestToken(this.secrets[n] as string)));
  }

  private allows(secret: string, service: string): boolean {
    if (!isToken(secret)) return false;
    const row = this.index.find(digestToken(secret));
    if (row < 0 || this.index.isUnreadable(row) || this.index.status(row) !== 'active') return false;
    return authorize(this.index.grant(row), { permission: 'purge:select', service_id: service, at: new Date() }).allowed;
  }
}

function rate(answer: (n: number) => boolean): number {
  const start = performance.now();
  for (let asked = 0; asked < questions; asked += 1) {
    if (!answer((asked * stride) % presentedTokens)) throw new Error('a good token was refused');
  }
  return (questions / (performance.now() - start)) * 1000;
}
