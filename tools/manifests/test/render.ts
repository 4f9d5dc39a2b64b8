import { execFileSync } from 'node:child_process';
import { describe } from '@jest/globals';
import { isInstalled } from '@latchkey/testing';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { pathOf } from '../src/workspace.js';

/** Every kustomization there is, by its folder in deploy/kubernetes. */
export const folders = ['base', 'overlays/dev', 'overlays/production', 'examples/strimzi'] as const;
export type Folder = (typeof folders)[number];

const resource = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional(), labels: z.record(z.string(), z.string()).default({}) }),
});
export type Resource = z.infer<typeof resource>;

const rendered = new Map<Folder, string>();

/** What `kubectl kustomize` makes of a folder, as YAML. */
export function renderText(folder: Folder): string {
  const text = rendered.get(folder) ?? execFileSync('kubectl', ['kustomize', pathOf(`deploy/kubernetes/${folder}`)], { encoding: 'utf8' });
  rendered.set(folder, text);
  return text;
}

export function render(folder: Folder): Resource[] {
  return parseAllDocuments(renderText(folder)).map((document) => resource.parse(document.toJS()));
}

const hasKubectl = isInstalled('kubectl');
if (!hasKubectl) process.stderr.write('Skipped, since kubectl is not installed: whether the manifests of Kubernetes can be rendered and fit each other.\n');

/** Tests that need what kubectl renders. */
export const describeRendered = hasKubectl ? describe : describe.skip;
