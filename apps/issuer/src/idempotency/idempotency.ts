import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { IssuerError } from '../issuer.errors.js';
import { issuedView } from '../tokens/issued-view.js';
import type { Issued } from '../tokens/issued-view.js';
import { hasExpired } from '../tokens/token-grant.js';
import { TokenEntity } from '../tokens/token.entity.js';
import { rowIdOf } from './idempotency-key.js';
import type { IdempotentRequest } from './idempotency-key.js';
import { keptForHours } from './kept-for.js';
import { openAnswer, sealAnswer } from './seal-answer.js';

const kept = z.strictObject({ view: issuedView, sequence: z.int() });

interface KeptAnswer {
  readonly request_hash: string;
  readonly token_id: string;
  readonly sealed: Buffer | null;
}

/** Makes a token once, however often its caller asks with one `Idempotency-Key` within a day. */
@Injectable()
export class Idempotency {
  /** In the transaction that `make` works in: the key is kept if and only if the token is. */
  async once(manager: EntityManager, caller: Caller, request: IdempotentRequest | undefined, make: () => Promise<Issued>): Promise<Issued> {
    if (!request) return make();
    const id = rowIdOf(caller, request);
    await claim(manager, id);
    const answer = await find(manager, id);
    if (answer) return replay(manager, id, answer, request);
    const issued = await make();
    await keep(manager, { id, request, issued, sealed: caller.kind === 'token' });
    return issued;
  }
}

/** A request under way holds its key until it commits. */
async function claim(manager: EntityManager, id: string): Promise<void> {
  const rows: { free: boolean }[] = await manager.query('select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as free', [id]);
  if (!rows[0]?.free) throw new IssuerError('request_in_flight', { headers: { 'retry-after': '1' } });
}

async function find(manager: EntityManager, id: string): Promise<KeptAnswer | undefined> {
  const rows: KeptAnswer[] = await manager.query(
    `select request_hash, token_id, sealed from issuer.idempotency_keys where id = $1 and created_at > now() - interval '${keptForHours} hours'`,
    [id],
  );
  return rows[0];
}

/** A person has no secret of its own to seal with, and a dead token's secret is of no use but to a thief. */
async function replay(manager: EntityManager, id: string, answer: KeptAnswer, { bodyHash, secret }: IdempotentRequest): Promise<Issued> {
  if (answer.request_hash !== bodyHash) throw new IssuerError('key_reused');
  const token = await manager.findOneByOrFail(TokenEntity, { id: answer.token_id });
  if (!answer.sealed || token.status === 'revoked' || hasExpired(token, new Date())) {
    throw new IssuerError('already_issued', { detail: `The request made the token ${token.id}; its secret cannot be given again.` });
  }
  return { ...kept.parse(JSON.parse(openAnswer(answer.sealed, secret, id))), replayed: true };
}

interface Keeping {
  readonly id: string;
  readonly request: IdempotentRequest;
  readonly issued: Issued;
  readonly sealed: boolean;
}

async function keep(manager: EntityManager, { id, request, issued: { view, sequence }, sealed }: Keeping): Promise<void> {
  const answer = sealed ? sealAnswer(JSON.stringify({ view, sequence }), request.secret, id) : null;
  await manager.query(
    `insert into issuer.idempotency_keys as kept (id, request_hash, token_id, sealed, created_at) values ($1, $2, $3, $4, now())
     on conflict (id) do update
       set request_hash = excluded.request_hash, token_id = excluded.token_id, sealed = excluded.sealed, created_at = excluded.created_at`,
    [id, request.bodyHash, view.id, answer],
  );
}
