import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { variablesOfCommand, variablesOfService } from '../../test/documented-variables.js';
import { type Container, containersOf, workloadsOf } from '../../test/pods.js';
import { describeRendered, type Folder, render, type Resource } from '../../test/render.js';

const overlays: Folder[] = ['overlays/dev', 'overlays/production'];
const services = ['issuer', 'verifier', 'auditor', 'notifier'];
const serviceOf = ({ image }: Container): string => /latchkey\/(\w+)/.exec(image)?.[1] ?? '';
const oursOf = (resources: readonly Resource[]): Container[] => workloadsOf(resources).flatMap(containersOf).filter((each) => serviceOf(each) !== '');
const namesOf = (service: string): string[] => variablesOfService(service).flatMap(({ names }) => names);
const data = z.record(z.string(), z.string());

function sharedOf(resources: readonly Resource[], { envFrom }: Container): string[] {
  const names = envFrom.map(({ configMapRef }) => configMapRef?.name);
  return resources.filter(({ kind, metadata }) => kind === 'ConfigMap' && names.includes(metadata.name)).flatMap((each) => Object.keys(data.parse(each['data'])));
}

describeRendered.each(overlays)('%s', (overlay) => {
  const resources = render(overlay);

  it('runs all four services', () => {
    const running = oursOf(resources).filter(({ command }) => command.length === 0).map(serviceOf);
    expect(running.sort()).toEqual([...services].sort());
  });

  it('gives a service no variable of its own that it does not know', () => {
    for (const container of oursOf(resources)) {
      const known = container.command.length === 0 ? namesOf(serviceOf(container)) : variablesOfCommand(container.command[1] ?? '');
      for (const { name } of container.env) expect({ container: container.name, name, known: known.includes(name) }).toMatchObject({ known: true });
    }
  });

  it('gives every service each variable that it needs', () => {
    for (const container of oursOf(resources).filter(({ command }) => command.length === 0)) {
      const given = [...container.env.map(({ name }) => name), ...sharedOf(resources, container)];
      const missing = variablesOfService(serviceOf(container)).filter(({ names, required }) => required && !names.some((name) => given.includes(name)));
      expect(missing).toEqual([]);
    }
  });

  it('shares no variable that nobody knows', () => {
    const known = services.flatMap(namesOf);
    const shared = new Set(oursOf(resources).flatMap((each) => sharedOf(resources, each)));
    expect(shared.size).toBeGreaterThan(0);
    expect([...shared].filter((name) => !known.includes(name))).toEqual([]);
  });

  it('mounts what a variable names as a path', () => {
    for (const container of oursOf(resources)) {
      const shared = resources.filter(({ kind, metadata }) => kind === 'ConfigMap' && container.envFrom.some(({ configMapRef }) => configMapRef?.name === metadata.name));
      const values = [...container.env.map(({ value = '' }) => value), ...shared.flatMap((each) => Object.values(data.parse(each['data'])))];
      const mounted = container.volumeMounts.map(({ mountPath }) => mountPath);
      for (const path of values.filter((value) => value.startsWith('/'))) {
        expect({ container: container.name, path, mounted: mounted.some((folder) => path.startsWith(`${folder}/`)) }).toMatchObject({ mounted: true });
      }
    }
  });
});
