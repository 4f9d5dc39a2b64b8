import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { describeRendered, render, type Resource } from '../../test/render.js';

const labels = z.record(z.string(), z.string());
const peer = z.looseObject({ namespaceSelector: z.unknown().optional(), podSelector: z.unknown().optional(), ipBlock: z.looseObject({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional() });
const rule = z.looseObject({ from: z.array(peer).default([]), to: z.array(peer).default([]), ports: z.array(z.looseObject({ port: z.union([z.string(), z.number()]) })) });
const policy = z.looseObject({
  podSelector: z.looseObject({ matchLabels: labels.default({}), matchExpressions: z.array(z.looseObject({ key: z.string(), values: z.array(z.string()) })).default([]) }),
  policyTypes: z.array(z.string()),
  ingress: z.array(rule).default([]),
  egress: z.array(rule).default([]),
});

const policiesOf = (resources: readonly Resource[]) => resources.filter(({ kind }) => kind === 'NetworkPolicy').map((each) => ({ name: each.metadata.name, ...policy.parse(each['spec']) }));

describeRendered.each(['overlays/dev', 'overlays/production'] as const)('the network policies of %s', (overlay) => {
  const policies = policiesOf(render(overlay));
  const reachedBy = (service: string): (string | number)[] =>
    policies
      .filter(({ podSelector: { matchLabels, matchExpressions } }) => {
        const pod: Record<string, string> = { 'app.kubernetes.io/name': service, 'app.kubernetes.io/part-of': 'latchkey' };
        return Object.entries(matchLabels).every(([key, value]) => pod[key] === value) && matchExpressions.every(({ key, values }) => values.includes(pod[key] ?? ''));
      })
      .flatMap(({ egress }) => egress)
      .flatMap(({ ports }) => ports.map(({ port }) => port));
  const kafka = overlay === 'overlays/dev' ? 9092 : 9093;
  const traces = overlay === 'overlays/dev' ? [] : [4318];

  it('deny whatever they do not name', () => {
    const deny = policies.find(({ name }) => name === 'latchkey-default-deny');
    expect(deny).toMatchObject({ podSelector: { matchLabels: {}, matchExpressions: [] }, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] });
  });

  it.each([
    ['latchkey-issuer', [53, 53, 443, kafka, 5432, ...traces]],
    ['latchkey-verifier', [53, 53, kafka, ...traces]],
    ['latchkey-auditor', [53, 53, kafka, 5432, ...traces]],
    ['latchkey-notifier', [53, 53, 443, 465, 587, 1024, kafka, 5432, ...traces]],
    ['latchkey-topics', [53, 53, kafka]],
    ['latchkey-prober', overlay === 'overlays/dev' ? [53, 53] : [53, 53, 3001, 3002]],
  ])('let %s reach these ports and no others', (service, ports) => {
    expect(reachedBy(service).map(Number).sort((a, b) => a - b)).toEqual([...ports].sort((a, b) => a - b));
  });

  it('name on both ends whom they let through, and never all addresses', () => {
    for (const { ingress, egress } of policies) {
      for (const { from, to } of [...ingress.map((each) => ({ from: each.from, to: each.from })), ...egress.map((each) => ({ from: each.to, to: each.to }))]) expect([...from, ...to].length).toBeGreaterThan(0);
      for (const { ipBlock } of egress.flatMap(({ to }) => to)) if (ipBlock?.cidr === '0.0.0.0/0') expect(ipBlock.except).toEqual(expect.arrayContaining(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16']));
    }
  });
});
