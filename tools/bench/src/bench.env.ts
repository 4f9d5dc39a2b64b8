import { infrastructureEnv } from '@latchkey/stack';
import { z } from 'zod';

export const benchEnv = z.object({
  ...infrastructureEnv,
  BENCH_ROUNDS: z.coerce.number().int().min(10).max(10_000).default(200).describe('how many tokens are revoked, idle and again amid changes, or looked for in the audit log, default 200'),
  BENCH_STATES: z.coerce.number().int().min(1_000).max(1_000_000).default(300_000).describe('how many tokens are read at a start, default 300000'),
  BENCH_RECORDS: z.coerce.number().int().min(10_000).max(10_000_000).default(300_000).describe('how many records an auditor ingests, default 300000'),
  BENCH_EVENTS: z.coerce.number().int().min(10_000).max(100_000_000).default(1_000_000).describe('among how many audit events some are found, default 1000000'),
  BENCH_NOTICES: z.coerce.number().int().min(10_000).max(10_000_000).default(1_000_000).describe('of how many tokens a notice is due, default 1000000'),
  BENCH_NOTICES_ROUNDS: z.coerce.number().int().min(1).max(100).default(5).describe('how often each rate of notices is measured, default 5'),
  BENCH_NOTICES_SECONDS: z.coerce.number().min(1).max(3_600).default(5).describe('for how long each time, where not all are announced before, default 5'),
  BENCH_BACKLOG: z.coerce.number().int().min(50_000).max(10_000_000).default(500_000).describe('how many records one auditor and then three ingest, and tokens one notifier and then three schedule, default 500000'),
  SOAK_SECONDS: z.coerce.number().int().min(30).max(86_400).default(600).describe('how long a verifier is kept under load, default 600'),
  BENCH_TOKENS: z.coerce.number().int().min(1_000).max(10_000_000).default(1_000_000).describe('among how many tokens some are found, default 1000000'),
});
