import type { AnyContract } from '@latchkey/contracts';

type TokenEventType = Extract<AnyContract, { topic: 'token-events' }>['type'];

/** What can be subscribed to: event types without their version, which is for consumers of Kafka alone. */
export const eventTypes = [
  'token.expiring',
  'token.expired',
  'token.unused',
  'token.issued',
  'token.rotated',
  'token.revoked',
  'token.leaked',
  'token.suspended',
  'token.predecessor-used',
  'token.refused-often',
] as const satisfies readonly (TokenEventType extends `${infer Name}.v${number}` ? Name : never)[];

export type EventType = (typeof eventTypes)[number];

/** Those that are about a token's end, which one acknowledges once for all of them. */
export const expiryTypes: readonly string[] = ['token.expiring', 'token.expired'] satisfies EventType[];
