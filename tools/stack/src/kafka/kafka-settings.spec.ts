import { describe, expect, it } from '@jest/globals';
import { clusterSettings, kafkaSettings, testSettings, toImageEnv, toProperties } from './kafka-settings.js';

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

describe('clusterSettings', () => {
  const nodes = [0, 100, 200].map((more) => ({ broker: 9001 + more, controller: 9002 + more, internal: 9003 + more, advertised: 9004 + more }));

  it('makes nodes that find each other, and tells clients the way that is meant for them', () => {
    expect(clusterSettings(nodes, 1)).toMatchObject({
      'node.id': '2',
      'controller.quorum.voters': '1@127.0.0.1:9002,2@127.0.0.1:9102,3@127.0.0.1:9202',
      listeners: 'CLIENTS://127.0.0.1:9101,BROKERS://127.0.0.1:9103,CONTROLLER://127.0.0.1:9102',
      'advertised.listeners': 'CLIENTS://127.0.0.1:9104,BROKERS://127.0.0.1:9103',
      'inter.broker.listener.name': 'BROKERS',
    });
  });

  it('keeps everything on each node, and acknowledges what two of three have', () => {
    const settings = clusterSettings(nodes, 0, { 'min.insync.replicas': '1' });
    expect(settings).toMatchObject({ 'default.replication.factor': '3', 'transaction.state.log.replication.factor': '3', 'transaction.state.log.min.isr': '2', 'offsets.topic.replication.factor': '3' });
    expect([clusterSettings(nodes, 0)['min.insync.replicas'], settings['min.insync.replicas']]).toEqual(['2', '1']);
  });
});

describe('the forms of settings', () => {
  const settings = { 'log.dirs': '/data', 'offsets.topic.num.partitions': '4' };

  it('is a properties file', () => expect(toProperties(settings)).toBe('log.dirs=/data\noffsets.topic.num.partitions=4\n'));

  it('is the environment of the image', () => expect(toImageEnv(settings)).toEqual(['KAFKA_LOG_DIRS=/data', 'KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS=4']));

  it('keeps apart in the environment what the names of settings do', () => {
    expect(toImageEnv({ 'listener.name.sasl_ssl.scram-sha-512.x': '1' })).toEqual(['KAFKA_LISTENER_NAME_SASL__SSL_SCRAM___SHA___512_X=1']);
  });
});
