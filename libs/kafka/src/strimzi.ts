import { type Principal, principals, type Right, rightsOf, topics } from '@latchkey/contracts';

export interface StrimziOptions {
  /** Name of the Kafka resource. */
  readonly cluster: string;
  readonly topicPrefix: string;
  readonly replicas: number;
}

/** The declared topics as KafkaTopic manifests, in YAML. */
export function strimziTopics({ cluster, topicPrefix, replicas }: StrimziOptions): string {
  return manifests(
    topics.map(({ name, summary, partitions, config }) => {
      const settings = Object.entries(config).map(([setting, value]) => `    ${setting}: ${scalar(value)}`);
      const spec = [`  topicName: ${scalar(`${topicPrefix}${name}`)}`, `  partitions: ${partitions}`, `  replicas: ${replicas}`, '  config:', ...settings];
      return manifest('KafkaTopic', resourceName(`${topicPrefix}${name}`), { cluster, summary, spec });
    }),
  );
}

/** The services and the operator’s set-up as KafkaUser manifests, in YAML: each may do what is declared, and nothing else. */
export function strimziUsers({ cluster, topicPrefix }: StrimziOptions): string {
  const users = principals.filter(({ kind }) => kind !== 'example');
  return manifests(users.map((user) => manifest('KafkaUser', user.name, { cluster, summary: user.summary, spec: userSpec(user, topicPrefix) })));
}

function userSpec(user: Principal, topicPrefix: string): string[] {
  const acls = rightsOf(user, topicPrefix).flatMap((right) => [`      - resource: ${resourceOf(right)}`, `        operations: [${right.operations.join(', ')}]`]);
  return ['  authentication: { type: scram-sha-512 }', '  authorization:', '    type: simple', '    acls:', ...acls];
}

const resourceTypes: Readonly<Record<Right['resource'], string>> = { topic: 'topic', group: 'group', 'transactional-id': 'transactionalId', cluster: 'cluster' };

function resourceOf({ resource, name, pattern }: Right): string {
  if (resource === 'cluster') return '{ type: cluster }';
  return `{ type: ${resourceTypes[resource]}, name: ${scalar(name)}, patternType: ${pattern === 'prefixed' ? 'prefix' : 'literal'} }`;
}

interface Manifest {
  readonly cluster: string;
  readonly summary: string;
  readonly spec: readonly string[];
}

function manifest(kind: string, name: string, { cluster, summary, spec }: Manifest): string {
  const head = [`# ${summary}`, 'apiVersion: kafka.strimzi.io/v1', `kind: ${kind}`];
  return [...head, 'metadata:', `  name: ${scalar(name)}`, `  labels: { strimzi.io/cluster: ${scalar(cluster)} }`, 'spec:', ...spec, ''].join('\n');
}

const manifests = (all: readonly string[]): string => all.join('---\n');

/** Kafka allows names that Kubernetes does not. */
const resourceName = (topic: string): string => topic.toLowerCase().replaceAll('_', '-').replace(/^[^a-z0-9]+/, '');

/** Quoted where YAML would read something else than the text. */
function scalar(text: string): string {
  return /^[a-zA-Z][a-zA-Z0-9._-]*$/.test(text) || /^-?\d+$/.test(text) || /^\d+\.\d+$/.test(text) ? text : JSON.stringify(text);
}
