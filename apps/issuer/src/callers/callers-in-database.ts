import type { CallerDirectory, FoundCaller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { changedAtOf, holderColumns } from '../tokens/token-holder.js';
import type { TokenHolder } from '../tokens/token-holder.js';
import { asCaller } from './as-caller.js';

const byDigest = `select ${holderColumns} from issuer.tokens where digest = $1`;

/** The issuer knows its callers first-hand: a token works here as soon as it is issued, and no longer once it is revoked. */
@Injectable()
export class CallersInDatabase implements CallerDirectory {
  constructor(private readonly dataSource: DataSource) {}

  async find(digest: string): Promise<FoundCaller | undefined> {
    const [token] = await this.dataSource.query<TokenHolder[]>(byDigest, [digest]);
    if (!token) return undefined;
    return { caller: asCaller(token), status: token.status, changedAt: changedAtOf(token) };
  }
}
