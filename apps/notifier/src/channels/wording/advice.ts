import type { NoticeType } from '../notice.js';

/** What to do, and the call that does it. */
export interface Advice {
  readonly text: string;
  readonly call?: Call;
}

/** `{id}` in the path stands for the token. */
interface Call {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: string;
}

const rotate: Call = { method: 'POST', path: '/automation-tokens/{id}/rotate', body: '{"overlap_seconds": 86400}' };
const revoke: Call = { method: 'DELETE', path: '/automation-tokens/{id}' };
const issue: Call = { method: 'POST', path: '/automation-tokens', body: '{"name": "…", "role": "…", "scope": "…", "expires_at": "…"}' };

export const advice: Readonly<Record<NoticeType, Advice>> = {
  'token.expiring.v1': {
    text: 'Rotate it before it expires and put the new secret wherever the old one is used. The old one works on through the overlap, here a day. If nothing needs it, let it expire.',
    call: rotate,
  },
  'token.expired.v1': { text: 'Whatever still uses it is refused. If it is needed, issue another in its place.', call: issue },
  'token.unused.v1': { text: 'If nothing needs it any more, revoke it: a token that nobody uses is missed by nobody when it is stolen.', call: revoke },
  'token.issued.v1': { text: 'If you do not know what it is for, revoke it. This also ends whatever it has made.', call: revoke },
  'token.rotated.v1': { text: 'Put the secret of its successor wherever this one is used, before this one ends.' },
  'token.revoked.v1': { text: 'Whatever still uses it is refused. If it is needed, issue another in its place.', call: issue },
  'token.leaked.v1': {
    text: 'It is refused everywhere, with all that it made. Take the secret out of where it was found, issue another token, and look through the audit log for what was done with this one.',
    call: issue,
  },
  'token.suspended.v1': { text: 'It is refused until somebody resumes it.', call: { method: 'POST', path: '/automation-tokens/{id}/resume' } },
  'token.predecessor-used.v1': {
    text: 'Whoever uses it has not switched to the successor, and is refused once this token has ended. Find it by the address and put the new secret there. If you do not know the address, the secret may have been stolen: end this token at once. Its successor works on.',
    call: { method: 'DELETE', path: '/automation-tokens/{id}?descendants=false' },
  },
  'token.refused-often.v1': {
    text: 'Something sends it that may not do what it asks for, or sends it from where it may not. Find it by the address, and correct it or the rights of the token. If you do not know the address, revoke it.',
    call: revoke,
  },
};

/** The call as one would type it, or without an address of the API its method, path and body. */
export function writeCall({ method, path, body }: Call, api: string | undefined, tokenId: string): string {
  const place = path.replace('{id}', tokenId);
  if (api === undefined) return [method, place, body].filter((part) => part !== undefined).join(' ');
  const data = body === undefined ? '' : ` -H 'content-type: application/json' -d '${body}'`;
  return `curl -X ${method} '${api}${place}' -H "Authorization: Bearer $LATCHKEY_TOKEN"${data}`;
}
