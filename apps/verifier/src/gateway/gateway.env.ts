import { jsonFile, port } from '@latchkey/runtime';
import { z } from 'zod';
import { type GatewayRule, gatewayRules } from './gateway-rules.js';

const shortestKey = 32;
const list = (element: RegExp, error: string) =>
  z
    .string()
    .transform((text) => text.split(','))
    .refine((elements) => elements.every((each) => element.test(each)), { error })
    .optional();

/** What a verifier reads that gateways ask. */
export const gatewayEnv = {
  VERIFIER_GATEWAY_KEYS: list(/^[\x21-\x7e]{32,200}$/, `expected keys of ${shortestKey} to 200 visible characters`).meta({
    description: `what gateways show in X-Gateway-Key: ${shortestKey} characters or more, several separated by commas while they change over; unset, nothing listens for gateways`,
    secret: true,
  }),
  VERIFIER_GATEWAY_PORT: port(3012),
  VERIFIER_GATEWAY_RULES: jsonFile((json): readonly GatewayRule[] => gatewayRules.parse(json), [])
    .describe('path of a JSON file that says which permission a method and path need; default none'),
  VERIFIER_GATEWAY_TRUST_HEADERS: z
    .enum(['true', 'false'])
    .default('false')
    .describe('whether gateways set or clear X-Latchkey-Permission, -Service and -Workspace on every request, so that these go before the rules; default false'),
  VERIFIER_GATEWAY_PROXY_COUNT: z.coerce
    .number()
    .int()
    .min(1)
    .max(10)
    .default(1)
    .describe('how many proxies have added to X-Forwarded-For, the gateway included; default 1'),
  VERIFIER_GATEWAY_ADDRESS_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,100}$/)
    .transform((name) => name.toLowerCase())
    .optional()
    .describe('a header in which the gateway names the client’s address alone, to be read in place of X-Forwarded-For'),
  VERIFIER_GATEWAY_CUSTOMERS: list(/^[0-9A-Za-z]{22}$/, 'expected ids of customers').describe(
    'ids of customers, separated by commas, whose tokens gateways take; default those of all',
  ),
  VERIFIER_GATEWAY_RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000_000)
    .default(0)
    .describe('requests that gateways let through for one token at each instance in a minute, 0 for any number; default 0'),
  VERIFIER_GATEWAY_EXPIRY_NOTICE_DAYS: z.coerce
    .number()
    .min(0)
    .max(365)
    .default(7)
    .describe('how many days before its end answers to a token carry Sunset and X-Latchkey-Expires-At, default 7'),
};
export type GatewayEnv = z.infer<z.ZodObject<typeof gatewayEnv>>;
