import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { local, workspace } from '../workspace.js';

/** The one place that says which Kafka: what Maven fetches, and by its version which image. */
export const pomFile = join(workspace, 'tools', 'stack', 'kafka', 'pom.xml');

export function kafkaVersionIn(pom: string): string {
  const version = /<kafka\.version>([^<]+)<\/kafka\.version>/.exec(pom)?.[1];
  if (version === undefined) throw new Error(`${pomFile} names no version of Kafka`);
  return version;
}

export const kafkaVersion = kafkaVersionIn(readFileSync(pomFile, 'utf8'));
export const kafkaImage = `apache/kafka:${kafkaVersion}`;
/** Shared by the local stack and the tests. */
export const jarsDirectory = local('kafka', kafkaVersion);
