import { z } from 'zod';
import { contracts, contractsOf } from './contracts.js';
import type { EventContract } from './event.js';
import { type Topic, topics } from './topics.js';

type Json = Record<string, unknown>;

const bindingVersion = '0.4.0';
const ref = (path: string): Json => ({ $ref: `#/${path}` });
const mapOf = <T>(items: readonly T[], name: (item: T) => string, value: (item: T) => unknown): Json =>
  Object.fromEntries(items.map((item) => [name(item), value(item)]));

/** Topics that carry events of their own; a dead-letter topic carries its source's as they came. */
const channels = topics.filter((topic) => contracts.some((contract) => contract.topic === topic.name));

/** Everything that Latchkey publishes, as an AsyncAPI 3.0 document made from the contracts. */
export function asyncApi(): Json {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Latchkey events',
      version: '1.0.0',
      description:
        'CloudEvents 1.0 on Kafka in binary mode: attributes as ce_ headers, data as the JSON value. Every topic carries the configured prefix, ' +
        '`latchkey.` by default. A version of an event only ever gains optional fields: take fields that you do not know, and de-duplicate by ce_source and ce_id.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: mapOf(channels, ({ name }) => name, channel),
    operations: mapOf(channels, ({ name }) => `publish-${name}`, operation),
    components: {
      messages: mapOf(contracts, ({ type }) => type, message),
      schemas: mapOf(contracts, ({ type }) => type, ({ schema }) => jsonSchema(schema)),
    },
  };
}

function channel({ name, summary, partitions, config }: Topic): Json {
  return {
    address: `latchkey.${name}`,
    summary,
    messages: mapOf(contractsOf(name), ({ type }) => type, ({ type }) => ref(`components/messages/${type}`)),
    bindings: { kafka: { topic: `latchkey.${name}`, partitions, topicConfiguration: topicConfiguration(config), bindingVersion } },
  };
}

/** The settings that the binding knows; it allows no others. */
function topicConfiguration(config: Topic['config']): Json {
  const numbers = ['retention.ms', 'delete.retention.ms'].filter((name) => config[name] !== undefined);
  return { 'cleanup.policy': [config['cleanup.policy']], ...mapOf(numbers, (name) => name, (name) => Number(config[name])) };
}

function operation({ name }: Topic): Json {
  return { action: 'send', channel: ref(`channels/${name}`) };
}

function message({ type, topic, summary }: EventContract): Json {
  const key = topics.find(({ name }) => name === topic)?.key;
  return {
    name: type,
    title: type,
    summary,
    contentType: 'application/json',
    headers: headers(type),
    payload: ref(`components/schemas/${type}`),
    bindings: { kafka: { key: { type: 'string', description: key }, bindingVersion } },
  };
}

function headers(type: string): Json {
  return {
    type: 'object',
    required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time', 'content-type'],
    properties: {
      ce_specversion: { const: '1.0' },
      ce_id: { type: 'string', description: 'Unique within ce_source; a repeat of the same event carries the same.' },
      ce_source: { type: 'string', description: 'The service that states it.' },
      ce_type: { const: type },
      ce_time: { type: 'string', format: 'date-time' },
      ce_subject: { type: 'string' },
      'content-type': { const: 'application/json' },
      traceparent: { type: 'string', description: 'The trace that it is part of, as W3C Trace Context has it; absent where nothing is traced.' },
    },
  };
}

/**
 * What a topic may hold, rather than what is written today: a field that a version gained is not required, since records from before have none, and it has the
 * default that stands for it. Our own readers refuse fields that they do not know; others are told to take them, since a version may gain some.
 */
function jsonSchema(schema: z.ZodType): Json {
  const json = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema: node }) => {
      if (node.additionalProperties === false) delete node.additionalProperties;
    },
  });
  return Object.fromEntries(Object.entries(json).filter(([name]) => name !== '$schema'));
}
