import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

/** Whose token-state is read, and how many tokens there are at least. */
export const topic = z.object({ brokers: z.array(z.string()), prefix: z.string(), tokens: z.int() });
export type Topic = z.infer<typeof topic>;

const reading = z.object({ ms: z.number(), cpuMs: z.number() });
const main = fileURLToPath(new URL('read-states.main.js', import.meta.url));

export interface Reading {
  /** Tokens a second, from when reading began. */
  readonly rate: number;
  /** Tokens a second of processor time, which what else the machine does takes little from. */
  readonly cpuRate: number;
  /** From when the process was started. */
  readonly processMs: number;
}

/** Reads a topic in a new process, as whoever starts does: into a keyring, or by bare kafkajs that parses the JSON of each record. */
export async function read(kind: 'keyring' | 'bare', of: Topic): Promise<Reading> {
  const start = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [main, kind, JSON.stringify(of)]);
  const { ms, cpuMs } = reading.parse(JSON.parse(stdout));
  return { rate: (of.tokens / ms) * 1000, cpuRate: (of.tokens / cpuMs) * 1000, processMs: performance.now() - start };
}
