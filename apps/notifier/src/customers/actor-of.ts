import type { DataOf, tokenIssued } from '@latchkey/contracts';
import type { Caller } from '@latchkey/runtime';

export type Actor = DataOf<typeof tokenIssued>['actor'];

export function actorOf(caller: Caller): Actor {
  const { kind, name } = caller;
  if (kind === 'person') return { kind, token_id: null, service_account_id: null, person_id: caller.personId, name };
  return { kind, token_id: caller.tokenId, service_account_id: caller.serviceAccountId, person_id: null, name };
}
