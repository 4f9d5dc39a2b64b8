import { expect, it } from '@jest/globals';
import { principals, topics } from '@latchkey/contracts';
import { z } from 'zod';
import { describeRendered, render } from '../../test/render.js';

const prefix = 'latchkey.';
const scaledObject = z.looseObject({
  maxReplicaCount: z.number(),
  minReplicaCount: z.number(),
  triggers: z.array(
    z.looseObject({
      type: z.literal('kafka'),
      authenticationRef: z.looseObject({ name: z.string() }),
      metadata: z.looseObject({ bootstrapServers: z.string(), consumerGroup: z.string(), topic: z.string(), lagThreshold: z.string().regex(/^\d+$/) }),
    }),
  ),
});

describeRendered('the scalers of production', () => {
  const resources = render('overlays/production');
  const find = (kind: string, name: string): unknown => resources.find((each) => each.kind === kind && each.metadata.name.startsWith(name))?.['spec'];
  const brokers = z.looseObject({ KAFKA_BROKERS: z.string() }).parse(resources.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('latchkey-') && !metadata.name.includes('rules'))?.['data']);

  it.each(['auditor', 'notifier'])('watch every group by which the %s shares its reading, on topics that it reads', (service) => {
    const { triggers } = scaledObject.parse(find('ScaledObject', `latchkey-${service}`));
    const principal = principals.find(({ name }) => name === service);
    const shared = (principal?.groups ?? []).filter((group) => !group.endsWith('*') && group !== 'auditor-checkpoints').map((group) => `${prefix}${group}`);
    expect([...new Set(triggers.map(({ metadata }) => metadata.consumerGroup))].sort()).toEqual([...shared].sort());
    const read = (principal?.reads ?? []).map((topic) => `${prefix}${topic}`);
    for (const { metadata } of triggers) expect(read).toContain(metadata.topic);
  });

  it.each(['auditor', 'notifier'])('let the %s have no more instances than a topic has partitions', (service) => {
    const { triggers, maxReplicaCount, minReplicaCount } = scaledObject.parse(find('ScaledObject', `latchkey-${service}`));
    const partitions = triggers.map(({ metadata }) => topics.find(({ name }) => `${prefix}${name}` === metadata.topic)?.partitions ?? 0);
    expect(maxReplicaCount).toBeLessThanOrEqual(Math.min(...partitions));
    expect(minReplicaCount).toBeGreaterThan(1);
  });

  it('ask the brokers of the services, by credentials that are there', () => {
    const triggers = ['auditor', 'notifier'].flatMap((service) => scaledObject.parse(find('ScaledObject', `latchkey-${service}`)).triggers);
    for (const { metadata, authenticationRef } of triggers) {
      expect(metadata.bootstrapServers).toBe(brokers.KAFKA_BROKERS);
      expect(find('TriggerAuthentication', authenticationRef.name)).toBeDefined();
    }
  });
});
