import { expect, it } from '@jest/globals';
import { describeRendered, folders, render, type Resource } from '../../test/render.js';
import { hasSchema, typeFaults } from '../../test/type-check.js';

describeRendered('the published types of what is rendered', () => {
  it('hold for every resource that has one', () => {
    const all = folders.flatMap((folder) => render(folder)).filter(hasSchema);
    expect(all.length).toBeGreaterThan(90);
    expect(typeFaults(all)).toEqual([]);
  });

  it('are missing for Strimzi alone', () => {
    const without = folders.flatMap((folder) => render(folder)).filter((each) => !hasSchema(each));
    expect(new Set(without.map(({ apiVersion }) => apiVersion))).toEqual(new Set(['kafka.strimzi.io/v1']));
  });
});

const service = (name: string, spec: object): Resource => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, labels: {} }, spec });
const scaled = (name: string, fallback: object): Resource => ({
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: { name, labels: {} },
  spec: { scaleTargetRef: { name: 'x' }, triggers: [], fallback },
});

const wrong: readonly (readonly [Resource, string])[] = [
  [service('a', { selectors: {} }), 'selectors'],
  [service('b', { ports: [{ port: 80, targetprt: 'http' }] }), 'targetprt'],
  [service('c', { ports: [{ port: 'http' }] }), "is not assignable to type 'number'"],
  [service('d', { ports: [{ name: 'http' }] }), 'is missing'],
  [scaled('e', { failureThreshold: 3, replicas: 2, behavior: 'sometimes' }), 'sometimes'],
  [{ apiVersion: 'v1', kind: 'Servise', metadata: { name: 'f', labels: {} } }, 'Servise'],
];

it('refuse what is wrong, and name it', () => {
  const faults = typeFaults(wrong.map(([resource]) => resource));
  for (const [{ kind, metadata }, reason] of wrong) {
    expect(faults.find((fault) => fault.startsWith(`${kind} ${metadata.name}: `))).toContain(reason);
  }
});
