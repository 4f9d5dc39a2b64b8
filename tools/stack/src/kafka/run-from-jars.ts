import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Child } from '../processes/child.js';
import { StackError } from '../stack-error.js';
import { fetchJars } from './fetch-jars.js';
import { scramArguments } from '../security/secure-kafka.js';
import type { Java } from './java.js';
import { toProperties } from './kafka-settings.js';
import { jarsDirectory } from './kafka-version.js';
import type { KafkaPlan } from './kafka-plan.js';

const graceMs = 15_000;

export const randomClusterId = (): string => randomBytes(16).toString('base64url');

/** Enough for one broker of a developer's machine. */
const standardHeapMb = 512;
/** The log's level is for the file that only a failed start makes worth reading. */
const jvm = ['-Xms256m', '-Djava.awt.headless=true', '-Dorg.apache.logging.log4j.level=WARN'];

/** Runs the broker as a process of this machine. */
export async function runFromJars({ command }: Java, plan: KafkaPlan): Promise<Child> {
  const { dataDir, settings, children, clusterId = randomClusterId(), heapMb = standardHeapMb, security } = plan;
  await fetchJars(children);
  const [properties, data] = [join(dataDir, 'server.properties'), join(dataDir, 'data')];
  // It may hold a key.
  writeFileSync(properties, toProperties({ ...settings, 'log.dirs': data }), { mode: 0o600 });
  const program = (main: string, ...args: string[]): string[] => [...jvm, `-Xmx${heapMb}m`, '-cp', join(jarsDirectory, 'libs', '*'), main, ...args];
  if (!existsSync(join(data, 'meta.properties'))) {
    const format = program('kafka.tools.StorageTool', 'format', `--cluster-id=${clusterId}`, '-c', properties, ...(security ? scramArguments(security) : []));
    const { code, stdout, stderr } = await children.run(command, format, { name: 'kafka storage' });
    if (code !== 0) throw new StackError(`Kafka’s storage could not be made:\n${stdout}${stderr}`);
  }
  const log = openSync(join(dataDir, 'log'), 'w');
  try {
    return await children.start(command, program('kafka.Kafka', properties), { name: 'kafka', layer: 'kafka', stdio: ['ignore', log, log], graceMs });
  } finally {
    closeSync(log);
  }
}
