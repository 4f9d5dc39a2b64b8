import type { Caller, Origin } from '@latchkey/runtime';
import { digestToken, isToken } from '@latchkey/tokens';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { asCaller } from '../callers/as-caller.js';
import { IssuerError } from '../issuer.errors.js';
import { RevokeToken } from '../revoke-token/revoke-token.js';
import { reaches } from '../tokens/reach.js';
import { hasExpired } from '../tokens/token-grant.js';
import { TokenEntity } from '../tokens/token.entity.js';

/** Ends the token with this secret, with all that it made (RFC 7009). Who may not end it, or asks for none that lives, is told no more than that it is done. */
@Injectable()
export class RevokeBySecret {
  constructor(
    private readonly dataSource: DataSource,
    private readonly revokeToken: RevokeToken,
  ) {}

  /** Without a caller, the secret itself is the proof: who holds it may give it up. */
  async execute(caller: Caller | undefined, secret: string, origin: Origin): Promise<void> {
    if (isJwt(secret)) throw new IssuerError('unsupported_token_type');
    if (!isToken(secret)) return;
    const token = await this.dataSource.manager.findOneBy(TokenEntity, { digest: digestToken(secret) });
    if (!token || token.status === 'revoked') return;
    // A dead secret has no power left over what it once made.
    if (!caller && hasExpired(token, new Date())) return;
    const by = caller ?? asCaller(token);
    if (reaches(by, token.customerId)) await this.revokeToken.execute(by, { tokenId: token.id, descendants: true }, origin);
  }
}

/** A person's, which its identity provider alone can end: to say that it is done would be wrong. */
function isJwt(secret: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(secret);
}
