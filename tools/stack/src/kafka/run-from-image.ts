import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Child } from '../processes/child.js';
import { StackError } from '../stack-error.js';
import { scramArguments } from '../security/secure-kafka.js';
import { toImageEnv, toProperties } from './kafka-settings.js';
import type { Settings } from './kafka-settings.js';
import { kafkaImage } from './kafka-version.js';
import type { KafkaPlan } from './kafka-plan.js';

const graceMs = 20_000;
const dataInContainer = '/var/lib/kafka/data';

/** Runs the broker in a container that ends with the child answered. */
export async function runFromImage(plan: KafkaPlan): Promise<Child> {
  const { children, dataDir } = plan;
  await pull(plan);
  if (plan.security) await makeUsers(plan, scramArguments(plan.security));
  const container = `latchkey-kafka-${randomBytes(6).toString('hex')}`;
  const log = openSync(join(dataDir, 'log'), 'w');
  try {
    return await children.start('docker', runArguments(plan, container), { name: 'kafka', layer: 'kafka', stdio: ['ignore', log, log], graceMs, container });
  } finally {
    closeSync(log);
  }
}

/** Removes a volume that may be gone already. */
export function removeVolume(name: string): void {
  spawnSync('docker', ['volume', 'rm', '--force', name], { stdio: 'ignore' });
}

async function pull({ children }: KafkaPlan): Promise<void> {
  const { code } = await children.run('docker', ['image', 'inspect', kafkaImage], { name: 'docker', stdio: 'ignore' });
  if (code === 0) return;
  const pulled = await children.run('docker', ['pull', kafkaImage], { name: 'docker pull', stdio: 'inherit' });
  if (pulled.code !== 0) throw new StackError(`Docker could not pull ${kafkaImage}`);
}

const properties = '/tmp/server.properties';
const formatStorage = `printf %s "$PROPERTIES" > ${properties} && exec /opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id="$0" --config ${properties} "$@"`;

/** By itself the image makes storage without users, and takes what it finds made. */
async function makeUsers({ settings, ports, volume, children }: KafkaPlan, users: readonly string[]): Promise<void> {
  const image = ['run', '--rm', '--volume', `${volume}:${dataInContainer}`, '--env', 'PROPERTIES', '--entrypoint', 'sh', kafkaImage];
  const env = { ...process.env, PROPERTIES: toProperties(inContainer(settings, ports.broker)) };
  const { code, stdout, stderr } = await children.run('docker', [...image, '-c', formatStorage, randomBytes(16).toString('base64url'), ...users], { name: 'kafka storage', env });
  if (code !== 0) throw new StackError(`Kafka’s storage could not be made:\n${stdout}${stderr}`);
}

function runArguments({ ports, settings, volume }: KafkaPlan, container: string): string[] {
  const publish = `127.0.0.1:${ports.broker}:${ports.broker}`;
  const env = toImageEnv(inContainer(settings, ports.broker)).flatMap((setting) => ['--env', setting]);
  return ['run', '--rm', '--name', container, '--publish', publish, '--volume', `${volume}:${dataInContainer}`, ...env, '--env', 'KAFKA_HEAP_OPTS=-Xms256m -Xmx512m', kafkaImage];
}

/** Within the container the port is reached from outside; only clients see the machine's own address. */
function inContainer(settings: Settings, port: number): Settings {
  return { ...settings, listeners: (settings['listeners'] ?? '').replace(`127.0.0.1:${port}`, `0.0.0.0:${port}`), 'log.dirs': dataInContainer };
}
