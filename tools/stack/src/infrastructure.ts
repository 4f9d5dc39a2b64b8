import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { freePort } from './free-port.js';
import { startKafka } from './kafka/start-kafka.js';
import { startPostgres } from './postgres/start-postgres.js';
import type { Children } from './processes/children.js';
import type { Security } from './security/security.js';
import type { StackEnv } from './stack.env.js';
import { local, workspace } from './workspace.js';

/** A container's data outlives it in a volume named after the checkout. */
const kafkaVolume = `latchkey-kafka-${createHash('sha256').update(workspace).digest('hex').slice(0, 12)}`;
const secureVolume = `${kafkaVolume}-secure`;
export const kafkaVolumes = [kafkaVolume, secureVolume];

const port = z.int().min(1).max(65_535);
const portsSchema = z.object({ kafka: port.default(9092), controller: port.default(9093), postgres: port.default(5432) });
type Ports = z.infer<typeof portsSchema>;

const portsFile = local('ports.json');

/** The Kafka of the environment, else our own: at the port it had last time, or else another, so that a taken one is no obstacle. With security it has data of its own. */
export async function kafkaFor({ KAFKA_BROKERS: given }: Pick<StackEnv, 'KAFKA_BROKERS'>, children: Children, security?: Security): Promise<string> {
  if (given !== undefined) return given;
  const last = rememberedPorts();
  const ports = { kafka: await freePort(last.kafka), controller: await freePort(last.controller) };
  const data = security ? { dataDir: local('secure-kafka'), volume: secureVolume } : { dataDir: local('kafka'), volume: kafkaVolume };
  const { brokers } = await startKafka({ ...data, port: ports.kafka, controllerPort: ports.controller, children, security });
  remember(ports);
  return brokers;
}

/** The Postgres of the environment, else our own, likewise. */
export async function postgresFor({ DATABASE_URL: given }: Pick<StackEnv, 'DATABASE_URL'>, children: Children, security?: Security): Promise<string> {
  if (given !== undefined) return given;
  const postgres = await freePort(rememberedPorts().postgres);
  const { url } = await startPostgres({ dataDir: local(security ? 'secure-postgres' : 'postgres'), port: postgres, children, security });
  remember({ postgres });
  return url;
}

function rememberedPorts(): Ports {
  try {
    return portsSchema.parse(JSON.parse(readFileSync(portsFile, 'utf8')));
  } catch {
    return portsSchema.parse({});
  }
}

function remember(ports: Partial<Ports>): void {
  writeFileSync(portsFile, `${JSON.stringify({ ...rememberedPorts(), ...ports }, null, 2)}\n`);
}
