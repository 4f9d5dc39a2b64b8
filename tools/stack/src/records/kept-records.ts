import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OutgoingRecord, topicNames, type TopicName } from '@latchkey/contracts';
import { z } from 'zod';
import { workspace } from '../workspace.js';

/** A record as a version has written it, to be sent again as it is. */
export type KeptRecord = OutgoingRecord & { readonly partition: number };

const kept = z.object({ partition: z.int(), key: z.string(), headers: z.record(z.string(), z.string()), value: z.string().nullable() });
const folder = (...path: string[]): string => join(workspace, 'apps', 'e2e', 'records', ...path);

/** The version that is being made. */
export function presentVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8'))).version;
}

/** Those of which records are kept. */
export function keptVersions(): string[] {
  return readdirSync(folder()).sort();
}

/** Of each topic, in their order within a partition. */
export function readKept(version: string): Map<TopicName, KeptRecord[]> {
  return new Map(topicNames.map((topic) => [topic, readFileSync(folder(version, `${topic}.jsonl`), 'utf8').trim().split('\n').map((line) => ({ topic, ...kept.parse(JSON.parse(line)) }))]));
}

/** In place of those that were kept of that version before. */
export function writeKept(version: string, records: ReadonlyMap<TopicName, readonly KeptRecord[]>): void {
  rmSync(folder(version), { recursive: true, force: true });
  mkdirSync(folder(version), { recursive: true });
  for (const [topic, all] of records) {
    writeFileSync(folder(version, `${topic}.jsonl`), all.map(({ partition, key, headers, value }) => `${JSON.stringify({ partition, key, headers, value })}\n`).join(''));
  }
}
