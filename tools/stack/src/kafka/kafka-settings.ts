export type Settings = Readonly<Record<string, string>>;

export interface Ports {
  readonly broker: number;
  readonly controller: number;
}

/** One broker that is its own controller: few internal partitions, no waiting for members that will not come. */
export function kafkaSettings(ports: Ports, own: Settings = {}): Settings {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${ports.broker},CONTROLLER://127.0.0.1:${ports.controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports.broker}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    // The default of 128 MB is for brokers with a large heap.
    'log.cleaner.dedupe.buffer.size': String(16 * 1024 * 1024),
    ...own,
  };
}

/** Where a broker of a cluster is reached: by clients at `advertised`, which may be that of a line to it, by the other brokers and as a controller at ports of its own. */
export interface Node extends Ports {
  readonly advertised: number;
  readonly internal: number;
}

/** One broker of several, each of which is a controller as well. What is written is acknowledged once more than half of them have it. */
export function clusterSettings(nodes: readonly Node[], index: number, own: Settings = {}): Settings {
  const { broker, controller, advertised, internal } = nodes[index] as Node;
  const [replicas, inSync] = [String(nodes.length), String(Math.floor(nodes.length / 2) + 1)];
  return kafkaSettings({ broker, controller }, {
    'node.id': String(index + 1),
    'controller.quorum.voters': nodes.map((node, voter) => `${voter + 1}@127.0.0.1:${node.controller}`).join(','),
    listeners: `CLIENTS://127.0.0.1:${broker},BROKERS://127.0.0.1:${internal},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `CLIENTS://127.0.0.1:${advertised},BROKERS://127.0.0.1:${internal}`,
    'listener.security.protocol.map': 'CLIENTS:PLAINTEXT,BROKERS:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'BROKERS',
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    ...own,
  });
}

/** For a throw-away broker: compaction as soon as a topic asks for it, and small files, since tests make many topics. */
export const testSettings: Settings = {
  'log.cleaner.backoff.ms': '200',
  'log.index.size.max.bytes': String(1024 * 1024),
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': '1000',
};

export function toProperties(settings: Settings): string {
  return Object.entries(settings).map(([name, value]) => `${name}=${value}\n`).join('');
}

/** As the image apache/kafka takes them: `log.dirs` is KAFKA_LOG_DIRS. */
export function toImageEnv(settings: Settings): string[] {
  const variable = (name: string): string => name.toUpperCase().replaceAll('_', '__').replaceAll('-', '___').replaceAll('.', '_');
  return Object.entries(settings).map(([name, value]) => `KAFKA_${variable(name)}=${value}`);
}
