import { mintId } from '@latchkey/tokens';
import type { Notice } from '../src/channels/notice.js';

type Expiring = Extract<Notice, { type: 'token.expiring.v1' }>;

/** A token that expires in a week, unless it is said otherwise. */
export function aNotice(data: Partial<Expiring['data']> = {}, overrides: Partial<Omit<Expiring, 'data' | 'type'>> = {}): Expiring {
  const tokenId = data.token_id ?? mintId();
  const expiresAt = '2026-03-09T08:00:00.000Z';
  return {
    type: 'token.expiring.v1',
    event_id: `${tokenId}/${expiresAt}/7`,
    time: '2026-03-02T08:00:00.000Z',
    data: {
      token_id: tokenId,
      token_name: 'ci',
      customer_id: mintId(),
      service_account: { id: mintId(), name: null },
      labels: {},
      expires_at: expiresAt,
      last_use: null,
      threshold_days: 7,
      ...data,
    },
    ...overrides,
  };
}
