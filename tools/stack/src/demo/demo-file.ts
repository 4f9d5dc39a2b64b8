import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { local } from '../workspace.js';

const demoSchema = z.object({
  customer_id: z.string(),
  access_token: z.string(),
  issuer_url: z.url(),
  verifier_url: z.url(),
  auditor_url: z.url(),
  notifier_url: z.url(),
  kafka_brokers: z.string(),
  database_url: z.string(),
});
export type Demo = z.infer<typeof demoSchema>;
export type Addresses = Omit<Demo, 'customer_id' | 'access_token'>;

/** Where scripts look for it. */
export const demoFile = local('demo.json');

/** The demo as an earlier start left it at `kept`, at today's addresses, and at `path` for scripts; undefined, and none for scripts, where there is none that can be read. */
export function renewDemo(addresses: Addresses, kept: string, path = demoFile): Demo | undefined {
  const earlier = readDemo(kept);
  rmSync(path, { force: true });
  if (!earlier) return undefined;
  const demo = { ...earlier, ...addresses };
  // Readable by its owner alone: it holds a secret.
  writeFileSync(path, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  return demo;
}

function readDemo(path: string): Demo | undefined {
  try {
    return demoSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
