import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { contracts, contractsOf } from './contracts.js';
import { decodeEvent } from './decode-event.js';
import { encodeEvent } from './encode-event.js';
import type { EventContract } from './event.js';
import type { TopicName } from './topics.js';

interface Sample {
  readonly topic: TopicName;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly value: unknown;
}

const folder = new URL('../samples/', import.meta.url);
const typesIn = (path: string): string[] => readdirSync(new URL(path, folder)).filter((file) => file.endsWith('.json')).map((file) => file.replace(/\.json$/, ''));
const types = typesIn('.');
const read = (type: string): Sample => JSON.parse(readFileSync(new URL(`${type}.json`, folder), 'utf8')) as Sample;

describe('the golden samples', () => {
  it('are one per event version', () => {
    expect(types.sort()).toEqual(contracts.map(({ type }) => type).sort());
  });

  it.each(types)('%s is read as it was written', (type) => {
    const { topic, key, headers, value } = read(type);
    const decoded = decodeEvent<EventContract>(contractsOf(topic), { key, headers, value: Buffer.from(JSON.stringify(value)) });
    expect(decoded).toEqual({
      kind: 'event',
      event: expect.objectContaining({ id: headers['ce_id'], source: headers['ce_source'], time: headers['ce_time'], type, data: value }),
    });
  });

  it.each(typesIn('earlier'))('%s is read as it was written before the version gained fields', (type) => {
    const { topic, key, headers, value } = read(`earlier/${type}`);
    const decoded = decodeEvent<EventContract>(contractsOf(topic), { key, headers, value: Buffer.from(JSON.stringify(value)) });
    expect(decoded).toMatchObject({ kind: 'event', event: { id: headers['ce_id'], type, data: value } });
  });

  it.each(contracts.map((contract): [string, EventContract] => [contract.type, contract]))('%s is written as it was read', (type, contract) => {
    const { topic, key, headers, value } = read(type);
    const { ce_id: id = '', ce_source: source = '', ce_time: time = '', ce_subject: subject } = headers;
    const record = encodeEvent(contract, { id, source, time, ...(subject === undefined ? {} : { subject }), data: value });
    expect(record).toEqual({ topic, key, headers, value: JSON.stringify(value) });
  });
});
