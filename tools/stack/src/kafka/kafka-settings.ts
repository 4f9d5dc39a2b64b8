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
  return Object.entries(settings).map(([name, value]) => `KAFKA_${name.toUpperCase().replaceAll('.', '_')}=${value}`);
}
