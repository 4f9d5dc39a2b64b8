import { z } from 'zod';
import { type Container, containersOf, type Workload, workloadsOf } from './pods.js';
import type { Resource } from './render.js';

/** A config map or secret that is used and not among the resources: somebody else has to make it. */
export interface Foreign {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
}

export interface Findings {
  /** What does not fit together, a line each. */
  readonly faults: string[];
  readonly foreign: Foreign[];
}

/** Whether what resources say of each other holds: a schema does not see that. */
export function checkReferences(resources: readonly Resource[]): Findings {
  const findings: Findings = { faults: [], foreign: [] };
  const workloads = workloadsOf(resources);
  for (const workload of workloads) checkWorkload(workload, resources, findings);
  for (const resource of resources) checkSelector(resource, workloads, findings.faults);
  return findings;
}

const data = z.record(z.string(), z.unknown()).default({});
const heldKeys = (resource: Resource): string[] => [resource['data'], resource['stringData'], resource['binaryData']].flatMap((each) => Object.keys(data.parse(each)));

function checkWorkload(workload: Workload, resources: readonly Resource[], findings: Findings): void {
  const { faults } = findings;
  const where = `${workload.kind} ${workload.name}`;
  const { labels } = workload.template.metadata;
  const { volumes, serviceAccountName } = workload.template.spec;
  if (workload.selector && !matches(workload.selector.matchLabels, labels)) faults.push(`${where}: its selector does not match its own pods`);
  if (workload.serviceName !== undefined && !find(resources, 'Service', workload.serviceName)) faults.push(`${where}: no Service ${workload.serviceName}`);
  if (serviceAccountName !== undefined && !find(resources, 'ServiceAccount', serviceAccountName)) faults.push(`${where}: no ServiceAccount ${serviceAccountName}`);
  for (const { configMap, secret } of volumes) {
    if (configMap) need('ConfigMap', configMap.name);
    if (secret) need('Secret', secret.secretName);
  }
  for (const container of containersOf(workload)) {
    checkContainer(container, workload, faults);
    for (const { kind, name, key } of neededBy(container)) {
      const held = need(kind, name);
      if (held && key !== undefined && !heldKeys(held).includes(key)) faults.push(`${where}: ${kind} ${name} has no key ${key}`);
    }
  }

  function need(kind: Foreign['kind'], name: string): Resource | undefined {
    const found = find(resources, kind, name);
    if (!found) findings.foreign.push({ kind, name });
    return found;
  }
}

function checkContainer(container: Container, { kind, name, template, volumeClaimTemplates }: Workload, faults: string[]): void {
  const where = `${kind} ${name}, ${container.name}`;
  const volumes = [...template.spec.volumes.map((each) => each.name), ...volumeClaimTemplates.map(({ metadata }) => metadata.name)];
  for (const mount of container.volumeMounts) if (!volumes.includes(mount.name)) faults.push(`${where}: no volume ${mount.name}`);
  for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
    const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
    if (port !== undefined && !container.ports.some((each) => each.name === port)) faults.push(`${where}: a probe asks for the port ${port}`);
  }
}

interface Needed extends Foreign {
  readonly key?: string;
}

function neededBy({ env, envFrom }: Container): Needed[] {
  const single = env.flatMap(({ valueFrom }) => [
    ...(valueFrom?.secretKeyRef && !valueFrom.secretKeyRef.optional ? [{ kind: 'Secret' as const, ...valueFrom.secretKeyRef }] : []),
    ...(valueFrom?.configMapKeyRef && !valueFrom.configMapKeyRef.optional ? [{ kind: 'ConfigMap' as const, ...valueFrom.configMapKeyRef }] : []),
  ]);
  const whole = envFrom.flatMap(({ configMapRef, secretRef }) => [
    ...(configMapRef ? [{ kind: 'ConfigMap' as const, name: configMapRef.name }] : []),
    ...(secretRef ? [{ kind: 'Secret' as const, name: secretRef.name }] : []),
  ]);
  return [...single, ...whole];
}

const labels = z.record(z.string(), z.string());
const isIn = z.looseObject({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) });
const isNotThere = z.looseObject({ key: z.string(), operator: z.literal('DoesNotExist') });
const expressions = z.array(z.discriminatedUnion('operator', [isIn, isNotThere])).default([]);
const selector = z.looseObject({ matchLabels: labels.default({}), matchExpressions: expressions });
const service = z.looseObject({ selector: labels, ports: z.array(z.looseObject({ port: z.number(), targetPort: z.string() })) });
const target = z.looseObject({ scaleTargetRef: z.looseObject({ name: z.string() }) });

/** What each kind says of pods, or of what makes them. */
function checkSelector(resource: Resource, workloads: readonly Workload[], faults: string[]): void {
  const where = `${resource.kind} ${resource.metadata.name}`;
  const spec = resource['spec'];
  const select = (wanted: z.infer<typeof selector>): Workload[] => workloads.filter(({ template }) => selects(wanted, template.metadata.labels));
  const demand = (wanted: unknown): void => {
    const { matchExpressions, ...rest } = selector.parse(wanted);
    const each = matchExpressions.flatMap((one): z.infer<typeof selector>[] => (one.operator === 'In' ? one.values.map((value) => ({ ...rest, matchExpressions: [{ ...one, values: [value] }] })) : [{ ...rest, matchExpressions: [one] }]));
    for (const one of each.length > 0 ? each : [{ ...rest, matchExpressions: [] }]) if (select(one).length === 0) faults.push(`${where}: selects no pod by ${JSON.stringify(one)}`);
  };
  if (resource.kind === 'Service') {
    const { selector: matchLabels, ports } = service.parse(spec);
    demand({ matchLabels });
    const named = select({ matchLabels, matchExpressions: [] }).flatMap(containersOf).flatMap((container) => container.ports.map(({ name }) => name));
    for (const { targetPort } of ports) if (!named.includes(targetPort)) faults.push(`${where}: no container names the port ${targetPort}`);
  }
  if (resource.kind === 'PodDisruptionBudget') demand(z.looseObject({ selector: z.unknown() }).parse(spec).selector);
  if (resource.kind === 'NetworkPolicy') demand(z.looseObject({ podSelector: z.unknown() }).parse(spec).podSelector);
  if (resource.kind === 'HorizontalPodAutoscaler' || resource.kind === 'ScaledObject') {
    const { name } = target.parse(spec).scaleTargetRef;
    const scaled = workloads.find((each) => each.kind === 'Deployment' && each.name === name);
    if (!scaled) faults.push(`${where}: no Deployment ${name}`);
    if (scaled?.replicas !== undefined) faults.push(`${where}: ${name} says itself how many there are`);
  }
}

function selects({ matchLabels, matchExpressions }: z.infer<typeof selector>, podLabels: Readonly<Record<string, string>>): boolean {
  return matches(matchLabels, podLabels) && matchExpressions.every((one) => (one.operator === 'In' ? one.values.includes(podLabels[one.key] ?? '') : podLabels[one.key] === undefined));
}

function matches(wanted: Readonly<Record<string, string>>, present: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => present[key] === value);
}

function find(resources: readonly Resource[], kind: string, name: string): Resource | undefined {
  return resources.find((each) => each.kind === kind && each.metadata.name === name);
}
