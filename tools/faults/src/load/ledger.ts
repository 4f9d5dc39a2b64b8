export type Action = 'token.issued' | 'token.updated' | 'token.revoked';

/** What an issuer has acknowledged. */
export interface Write {
  readonly action: Action;
  readonly tokenId: string;
  readonly sequence: number;
  /** When the answer came, in epoch milliseconds. */
  readonly at: number;
}

export interface LedgerToken {
  readonly id: string;
  readonly secret: string;
  readonly issuedAt: number;
  /** Of one that is made to expire soon. */
  readonly expiresAt: number | undefined;
  /** Of its last change that was acknowledged. */
  sequence: number;
  /** Since then it may be revoked: somebody has asked for that. */
  doomed: boolean;
  /** When that was acknowledged. */
  revokedAt: number | undefined;
}

/** Everything that was acknowledged, in that order; nothing is ever taken back. */
export class Ledger {
  readonly writes: Write[] = [];
  readonly tokens = new Map<string, LedgerToken>();
  readonly revoked: LedgerToken[] = [];
  readonly shortLived: LedgerToken[] = [];
  private readonly lasting: LedgerToken[] = [];

  issued(token: Pick<LedgerToken, 'id' | 'secret'> & { readonly sequence: number; readonly expiresAt?: number }, at: number): LedgerToken {
    const { id, secret, sequence, expiresAt } = token;
    const entered: LedgerToken = { id, secret, sequence, expiresAt, issuedAt: at, doomed: false, revokedAt: undefined };
    this.tokens.set(id, entered);
    (expiresAt === undefined ? this.lasting : this.shortLived).push(entered);
    this.writes.push({ action: 'token.issued', tokenId: id, sequence, at });
    return entered;
  }

  updated(token: LedgerToken, sequence: number, at: number): void {
    token.sequence = sequence;
    this.writes.push({ action: 'token.updated', tokenId: token.id, sequence, at });
  }

  /** Before it is asked for: from then on nobody can say what holds until it is acknowledged. */
  doom(token: LedgerToken): void {
    token.doomed = true;
    this.lasting.splice(this.lasting.indexOf(token), 1);
  }

  revokedAt(token: LedgerToken, sequence: number, at: number): void {
    token.sequence = sequence;
    token.revokedAt = at;
    this.revoked.push(token);
    this.writes.push({ action: 'token.revoked', tokenId: token.id, sequence, at });
  }

  /** Those that live as long as nobody revokes them. */
  get live(): readonly LedgerToken[] {
    return this.lasting;
  }
}

/** The same of a write as of the audit record of its event. */
export function factOf({ action, tokenId, sequence }: { readonly action: string; readonly tokenId: string; readonly sequence: number }): string {
  return `${action} ${tokenId}@${sequence}`;
}
