import { mintId } from '@latchkey/tokens';
import { z } from 'zod';
import type { TestIssuer } from './issuer.js';

const revokedSelection = z.strictObject({
  dry_run: z.boolean(),
  count: z.int(),
  tokens: z.array(z.strictObject({ id: z.string(), name: z.string(), reason: z.string() })),
  truncated: z.boolean(),
});
export type RevokedSelection = z.infer<typeof revokedSelection>;

export function askToRevoke(issuer: TestIssuer, by: string, body: unknown): Promise<Response> {
  return issuer.call('/automation-tokens/revoke', { method: 'POST', by, body });
}

/** What is answered where nothing is refused. */
export async function revokeSelected(issuer: TestIssuer, by: string, body: object): Promise<RevokedSelection> {
  const response = await askToRevoke(issuer, by, body);
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  return revokedSelection.parse(await response.json());
}

/** A label that no other test has. */
export function label(): Record<string, string> {
  return { batch: mintId() };
}

export function labelled(labels: Record<string, string>): { label: string } {
  return { label: `batch:${labels['batch']}` };
}
