import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../free-port.js';
import type { Child } from '../processes/child.js';
import { Children } from '../processes/children.js';
import { StackError } from '../stack-error.js';
import { answers } from './answers.js';
import type { KafkaWay } from './choose-kafka.js';
import { fetchJars } from './fetch-jars.js';
import { secureKafkaSettings } from '../security/secure-kafka.js';
import type { Security } from '../security/security.js';
import { answersSecurely } from './answers-securely.js';
import type { KafkaPlan } from './kafka-plan.js';
import { kafkaWay } from './kafka-way.js';
import { clusterSettings, kafkaSettings } from './kafka-settings.js';
import type { Node, Ports, Settings } from './kafka-settings.js';
import { removeVolume, runFromImage } from './run-from-image.js';
import { randomClusterId, runFromJars } from './run-from-jars.js';

export interface KafkaOptions {
  /** Holds the data, and in `log` what Kafka says. */
  readonly dataDir: string;
  readonly port?: number;
  readonly controllerPort?: number;
  readonly settings?: Settings;
  /** Who stops it when the process that started it ends; absent: whoever called. */
  readonly children?: Children;
  /** Keeps the data of a container; absent: one that ends with `children`. */
  readonly volume?: string;
  /** Absent: everybody on this machine may do everything. */
  readonly security?: Security | undefined;
}

const readyWithinMs = 90_000;
const lookEveryMs = 100;

/** A broker of our own that serves clients. */
export async function startKafka(options: KafkaOptions): Promise<Kafka> {
  const way = kafkaWay();
  if (way.way === 'none') throw new StackError(way.help);
  const broker = await freePort(options.port);
  if (options.port !== undefined && broker !== options.port) throw new StackError(`port ${options.port}, meant for Kafka, is taken`);
  const ports = { broker, controller: await freePort(options.controllerPort, broker + 1) };
  const { dataDir, security, children = new Children() } = options;
  const volume = options.volume ?? scratchVolume(children, way.way);
  mkdirSync(dataDir, { recursive: true });
  const settings = kafkaSettings(ports, { ...(security ? secureKafkaSettings(ports, security) : {}), ...options.settings });
  return Kafka.start(way, { dataDir, ports, children, volume, settings, ...(security ? { security } : {}) });
}

export interface ClusterOptions {
  /** Holds a directory for each broker. */
  readonly dataDir: string;
  /** For each broker the port that clients are told; absent: its own. */
  readonly advertised: readonly (number | undefined)[];
  readonly settings?: Settings;
  readonly heapMb?: number;
  readonly children: Children;
}

/** As many brokers as ports are given to be told to clients, of one cluster; they serve clients. */
export async function startCluster({ dataDir, advertised, settings, heapMb, children }: ClusterOptions): Promise<Kafka[]> {
  const way = kafkaWay();
  if (way.way !== 'java') throw new StackError('several brokers need Java and Maven on this machine: containers would not reach each other at its loopback address');
  await fetchJars(children);
  const nodes: Node[] = [];
  for (const told of advertised) nodes.push(await node(told));
  const clusterId = randomClusterId();
  const started = nodes.map(async ({ broker, controller }, index) => {
    const own = join(dataDir, String(index + 1));
    mkdirSync(own, { recursive: true });
    return Kafka.start(way, { dataDir: own, ports: { broker, controller }, children, volume: '', clusterId, settings: clusterSettings(nodes, index, settings), ...(heapMb && { heapMb }) });
  });
  return Promise.all(started);
}

async function node(advertised: number | undefined): Promise<Node> {
  const [broker, controller, internal] = [await freePort(), await freePort(), await freePort()];
  return { broker, controller, internal, advertised: advertised ?? broker };
}

function scratchVolume(children: Children, way: KafkaWay['way']): string {
  const name = `latchkey-kafka-${randomBytes(6).toString('hex')}`;
  if (way === 'image') children.atEnd(() => removeVolume(name));
  return name;
}

/** One broker, always at the same address and on the same data, however often it is stopped or killed and started again. */
export class Kafka {
  private constructor(
    private readonly way: Exclude<KafkaWay, { way: 'none' }>,
    private readonly plan: KafkaPlan,
    private child: Child,
  ) {}

  static async start(way: Exclude<KafkaWay, { way: 'none' }>, plan: KafkaPlan): Promise<Kafka> {
    return new Kafka(way, plan, await run(way, plan));
  }

  get brokers(): string {
    return `127.0.0.1:${this.ports.broker}`;
  }

  get ports(): Ports {
    return this.plan.ports;
  }

  get pid(): number {
    return this.child.pid;
  }

  async stop(): Promise<void> {
    await this.child.stop();
  }

  async kill(): Promise<void> {
    await this.child.kill();
  }

  /** Stops it in the middle of whatever it does, until `thaw`. */
  freeze(): void {
    this.child.freeze();
  }

  thaw(): void {
    this.child.thaw();
  }

  /** After `stop` or `kill`. */
  async restart(): Promise<void> {
    this.child = await run(this.way, this.plan);
  }
}

async function run(way: Exclude<KafkaWay, { way: 'none' }>, plan: KafkaPlan): Promise<Child> {
  const child = way.way === 'java' ? await runFromJars(way.java, plan) : await runFromImage(plan);
  await ready(child, plan);
  return child;
}

async function ready(child: Child, { dataDir, ports, security }: KafkaPlan): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  const ended = child.exited.then(() => 'ended' as const);
  while (!(await (security ? answersSecurely(ports.broker, security) : answers('127.0.0.1', ports.broker)))) {
    const late = performance.now() > deadline;
    if (late) await child.kill();
    if (late || (await Promise.race([ended, pause(lookEveryMs)])) === 'ended') {
      throw new StackError(`Kafka did not start; it said why in ${join(dataDir, 'log')}`);
    }
  }
}
