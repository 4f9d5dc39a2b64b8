import type { Provider } from '@nestjs/common';
import { AuthorizeRequest } from './authorize-request.js';
import { GatewayKeys } from './gateway-keys.js';
import { GATEWAY_OPTIONS, type GatewayOptions } from './gateway-options.js';
import type { GatewayEnv } from './gateway.env.js';
import { Gateway } from './gateway.js';
import { GatewayMetrics } from './gateway.metrics.js';
import { PathRules } from './path-rules.js';

type Env = GatewayEnv & { readonly VERIFIER_HOST: string };

/** What answers gateways; nothing where no key would let one in. */
export function gatewayProviders(env: Env): Provider[] {
  const { VERIFIER_GATEWAY_KEYS: keys } = env;
  return keys ? [{ provide: GATEWAY_OPTIONS, useValue: optionsOf(env, keys) }, AuthorizeRequest, GatewayMetrics, Gateway] : [];
}

function optionsOf(env: Env, keys: readonly string[]): GatewayOptions {
  const { VERIFIER_GATEWAY_CUSTOMERS: customers } = env;
  return {
    host: env.VERIFIER_HOST,
    port: env.VERIFIER_GATEWAY_PORT,
    keys: new GatewayKeys(keys),
    rules: new PathRules(env.VERIFIER_GATEWAY_RULES),
    trustHeaders: env.VERIFIER_GATEWAY_TRUST_HEADERS === 'true',
    address: { header: env.VERIFIER_GATEWAY_ADDRESS_HEADER, proxies: env.VERIFIER_GATEWAY_PROXY_COUNT },
    customers: customers && new Set(customers),
    perTokenPerMinute: env.VERIFIER_GATEWAY_RATE_LIMIT_PER_MINUTE,
    expiryNoticeDays: env.VERIFIER_GATEWAY_EXPIRY_NOTICE_DAYS,
  };
}
