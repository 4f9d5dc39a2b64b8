import { z } from 'zod';
import type { Resource } from './render.js';

const names = z.record(z.string(), z.string());
const keyRef = z.looseObject({ name: z.string(), key: z.string(), optional: z.boolean().default(false) });
const sourceRef = z.looseObject({ name: z.string(), optional: z.boolean().default(false) });
const port = z.union([z.string(), z.number()]);
const probe = z.looseObject({
  httpGet: z.looseObject({ path: z.string(), port }).optional(),
  tcpSocket: z.looseObject({ port }).optional(),
});

const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).default([]),
  env: z
    .array(
      z.looseObject({
        name: z.string(),
        value: z.string().optional(),
        valueFrom: z.looseObject({ secretKeyRef: keyRef.optional(), configMapKeyRef: keyRef.optional() }).optional(),
      }),
    )
    .default([]),
  envFrom: z.array(z.looseObject({ configMapRef: sourceRef.optional(), secretRef: sourceRef.optional() })).default([]),
  ports: z.array(z.looseObject({ name: z.string(), containerPort: z.number() })).default([]),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  resources: z.looseObject({ requests: names.default({}), limits: names.default({}) }).optional(),
  securityContext: z.looseObject({ readOnlyRootFilesystem: z.boolean().optional(), allowPrivilegeEscalation: z.boolean().optional(), capabilities: z.looseObject({ drop: z.array(z.string()).default([]) }).optional() }).optional(),
});
export type Container = z.infer<typeof container>;

const volume = z.looseObject({
  name: z.string(),
  configMap: z.looseObject({ name: z.string() }).optional(),
  secret: z.looseObject({ secretName: z.string() }).optional(),
});

const podSpec = z.looseObject({
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  enableServiceLinks: z.boolean().optional(),
  terminationGracePeriodSeconds: z.number().default(30),
  securityContext: z.looseObject({ runAsNonRoot: z.boolean().optional(), runAsUser: z.number().optional(), seccompProfile: z.looseObject({ type: z.string() }).optional() }).optional(),
  initContainers: z.array(container).default([]),
  containers: z.array(container),
  volumes: z.array(volume).default([]),
});

const workload = z.looseObject({
  replicas: z.number().optional(),
  serviceName: z.string().optional(),
  selector: z.looseObject({ matchLabels: names }).optional(),
  volumeClaimTemplates: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })).default([]),
  template: z.looseObject({ metadata: z.looseObject({ labels: names }), spec: podSpec }),
});

export interface Workload extends z.infer<typeof workload> {
  readonly kind: string;
  readonly name: string;
}

const kinds = new Set(['Deployment', 'StatefulSet', 'Job']);

/** Everything that makes pods. */
export function workloadsOf(resources: readonly Resource[]): Workload[] {
  return resources.filter(({ kind }) => kinds.has(kind)).map(({ kind, metadata, ...rest }) => ({ ...workload.parse(rest['spec']), kind, name: metadata.name }));
}

export const containersOf = ({ template: { spec } }: Workload): Container[] => [...spec.initContainers, ...spec.containers];
