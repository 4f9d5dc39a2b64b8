import { describe, expect, it } from '@jest/globals';
import { kafkaSettings, testSettings, toImageEnv, toProperties } from './kafka-settings.js';

const ports = { broker: 9192, controller: 9193 };

describe('kafkaSettings', () => {
  it('makes one node that listens on this machine alone and creates no topic unasked', () => {
    expect(kafkaSettings(ports)).toMatchObject({
      listeners: 'PLAINTEXT://127.0.0.1:9192,CONTROLLER://127.0.0.1:9193',
      'advertised.listeners': 'PLAINTEXT://127.0.0.1:9192',
      'controller.quorum.voters': '1@127.0.0.1:9193',
      'auto.create.topics.enable': 'false',
    });
  });

  it('lets its own settings win', () => {
    expect(kafkaSettings(ports, { ...testSettings, 'node.id': '7' })).toMatchObject({ 'node.id': '7', 'log.cleaner.backoff.ms': '200' });
  });
});

describe('the forms of settings', () => {
  const settings = { 'log.dirs': '/data', 'offsets.topic.num.partitions': '4' };

  it('is a properties file', () => expect(toProperties(settings)).toBe('log.dirs=/data\noffsets.topic.num.partitions=4\n'));

  it('is the environment of the image', () => expect(toImageEnv(settings)).toEqual(['KAFKA_LOG_DIRS=/data', 'KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS=4']));
});
