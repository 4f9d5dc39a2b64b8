import { z } from 'zod';
import type { LongestGap } from '../report/longest-gap.js';
import type { Outcome } from './call.js';
import type { Gateway } from './gateway.js';
import type { Ledger, LedgerToken } from './ledger.js';

const issued = z.object({ id: z.string(), access_token: z.string() });
const timeoutMs = 5_000;
/** How many of its tokens one writer lets live. */
const keeps = 10;
const body = { name: 'faults', role: 'engineer', limit_workspaces: false };
type Answered = Exclude<Outcome, { status: undefined }>;

/** Issues, changes and revokes tokens, and enters into the ledger what is acknowledged. A token of which an answer stays away is left alone from then on. */
export class Writer {
  private readonly own: LedgerToken[] = [];
  private step = 0;

  constructor(
    private readonly issuers: Gateway,
    private readonly ledger: Ledger,
    private readonly acknowledged: LongestGap,
  ) {}

  /** Its next write. */
  async next(): Promise<void> {
    this.step = (this.step + 1) % 3;
    if (this.step === 0 && this.own.length > keeps) return this.revoke();
    if (this.step === 1) return this.relabel();
    return this.issue();
  }

  private async issue(): Promise<void> {
    const token = await issue(this.issuers, this.ledger, { timeoutMs });
    if (!token) return;
    this.own.push(token);
    this.note();
  }

  private async relabel(): Promise<void> {
    const token = this.own.at(-1);
    if (!token) return;
    const answer = await this.issuers.ask(200, { method: 'PATCH', path: `/automation-tokens/${token.id}`, body: { labels: { step: String(token.sequence) } }, timeoutMs });
    // Whether it was changed is not known, so neither is what its next sequence will be.
    if (!answer) return void this.own.pop();
    this.ledger.updated(token, sequenceOf(answer), Date.now());
    this.note();
  }

  private async revoke(): Promise<void> {
    const token = this.own.shift();
    if (!token) return;
    this.ledger.doom(token);
    const answer = await this.issuers.ask(204, { method: 'DELETE', path: `/automation-tokens/${token.id}`, timeoutMs });
    if (!answer) return;
    this.ledger.revokedAt(token, sequenceOf(answer), Date.now());
    this.note();
  }

  private note(): void {
    this.acknowledged.happened(performance.now());
  }
}

/** One more token, if that is acknowledged; one that ends so soon where that is said. */
export async function issue(issuers: Gateway, ledger: Ledger, options: { readonly timeoutMs: number; readonly livesMs?: number }): Promise<LedgerToken | undefined> {
  const { livesMs } = options;
  const expiresAt = livesMs === undefined ? undefined : Date.now() + livesMs;
  const expiry = expiresAt === undefined ? {} : { expires_at: new Date(expiresAt).toISOString() };
  const answer = await issuers.ask(201, { method: 'POST', path: '/automation-tokens', body: { ...body, ...expiry }, timeoutMs: options.timeoutMs });
  if (!answer) return undefined;
  const { id, access_token: secret } = issued.parse(JSON.parse(answer.text));
  return ledger.issued({ id, secret, sequence: sequenceOf(answer), ...(expiresAt !== undefined && { expiresAt }) }, Date.now());
}

function sequenceOf({ consistency }: Answered): number {
  return z.coerce.number().int().min(1).parse(consistency?.split('@')[1]);
}
