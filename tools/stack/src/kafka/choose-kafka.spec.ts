import { describe, expect, it } from '@jest/globals';
import { chooseKafka } from './choose-kafka.js';
import type { Surroundings } from './choose-kafka.js';

const java = { command: 'java', major: 17 };
const nothing: Surroundings = { java: undefined, maven: false, jars: false, docker: () => false };
const notAsked = (): boolean => {
  throw new Error('an engine was asked for');
};

describe('chooseKafka', () => {
  it('runs jars that are here without Maven, and without asking for an engine', () => {
    expect(chooseKafka({ ...nothing, java, jars: true, docker: notAsked })).toEqual({ way: 'java', java });
  });

  it('runs jars that Maven can fetch', () => {
    expect(chooseKafka({ ...nothing, java, maven: true, docker: notAsked })).toEqual({ way: 'java', java });
  });

  it.each<[string, Partial<Surroundings>]>([
    ['there is no Java', { maven: true, jars: true }],
    ['Java is too old', { java: { command: 'java', major: 11 }, maven: true, jars: true }],
    ['there are neither jars nor Maven', { java }],
  ])('runs the image where %s', (_, given) => {
    expect(chooseKafka({ ...nothing, ...given, docker: () => true })).toEqual({ way: 'image' });
  });

  it('names what it found and the three ways where none is open', () => {
    const way = chooseKafka({ ...nothing, java: { command: 'java', major: 11 } });
    expect(way).toEqual({ way: 'none', help: expect.stringContaining('found Java 11, no Maven, and no Docker engine') });
    for (const name of ['KAFKA_BROKERS', 'Java 17 or later and Maven', 'a Docker engine']) expect(way).toHaveProperty('help', expect.stringContaining(name));
  });
});
