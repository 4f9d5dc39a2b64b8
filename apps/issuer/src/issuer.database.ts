import type { Database } from '@latchkey/runtime';
import { CustomerEntity } from './customers/customer.entity.js';
import { Idempotency1764200000000 } from './idempotency/idempotency.migration.js';
import { FindTokens1764350000000 } from './list-tokens/find-tokens.migration.js';
import { ServiceAccountEntity } from './service-accounts/service-account.entity.js';
import { TokenStateGeneration1764000000000 } from './token-state-feed/token-state-generation.migration.js';
import { CreateTokens1763900000000 } from './tokens/create-tokens.migration.js';
import { TokenLife1764100000000 } from './tokens/token-life.migration.js';
import { TokenEntity } from './tokens/token.entity.js';

export const issuerDatabase = {
  schema: 'issuer',
  entities: [CustomerEntity, ServiceAccountEntity, TokenEntity],
  migrations: [CreateTokens1763900000000, TokenStateGeneration1764000000000, TokenLife1764100000000, Idempotency1764200000000, FindTokens1764350000000],
} as const satisfies Database;
