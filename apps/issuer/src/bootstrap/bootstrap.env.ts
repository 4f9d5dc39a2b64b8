import { databaseEnv, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { catalogueEnv } from '../catalogue/catalogue.env.js';

const portOf = (standard: number) => z.coerce.number().int().min(1).max(65_535).default(standard).describe(`default ${standard}`);
const url = z.url({ protocol: /^https?$/ }).optional().describe('default: this machine, at the port of that service');

export const bootstrapEnv = z.object({
  LOG_LEVEL: runtimeEnv.LOG_LEVEL,
  ...databaseEnv,
  ...catalogueEnv,
  LATCHKEY_IMAGE: z.string().optional().describe('set in images, which refuse --demo'),
  LATCHKEY_DEMO_FILE: z.string().default('.latchkey/demo.json').describe('default .latchkey/demo.json'),
  KAFKA_BROKERS: z.string().default('127.0.0.1:9092').describe('shown in the demo file, default 127.0.0.1:9092'),
  ISSUER_PORT: portOf(3001),
  VERIFIER_PORT: portOf(3002),
  AUDITOR_PORT: portOf(3003),
  NOTIFIER_PORT: portOf(3004),
  ISSUER_URL: url,
  VERIFIER_URL: url,
  AUDITOR_URL: url,
  NOTIFIER_URL: url,
});

export type BootstrapEnv = z.infer<typeof bootstrapEnv>;
