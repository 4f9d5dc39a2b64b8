import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { containersOf, workloadsOf } from '../../test/pods.js';
import { checkReferences } from '../../test/references.js';
import { describeRendered, folders, render } from '../../test/render.js';

const restrictedUser = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const restrictedContainer = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

describeRendered.each(folders)('%s', (folder) => {
  const resources = render(folder);
  const workloads = workloadsOf(resources);

  it('names nothing twice', () => {
    const names = resources.map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('fits together', () => {
    expect(checkReferences(resources).faults).toEqual([]);
  });

  it('meets the restricted Pod Security standard', () => {
    for (const { template } of workloads) {
      expect(template.spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false, securityContext: restrictedUser });
      expect(template.spec.securityContext?.runAsUser).toBeGreaterThan(0);
      for (const { securityContext } of [...template.spec.initContainers, ...template.spec.containers]) expect(securityContext).toMatchObject(restrictedContainer);
    }
  });

  it('bounds the memory of every container', () => {
    for (const { resources: wanted } of workloads.flatMap(containersOf)) expect(wanted).toMatchObject({ requests: { memory: expect.any(String) }, limits: { memory: expect.any(String) } });
  });

  it('gives a service the time to end that it may take', () => {
    const settings = resources.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('latchkey-') && !metadata.name.includes('rules'));
    const delays = settings.map((each) => z.looseObject({ SHUTDOWN_DELAY_SECONDS: z.coerce.number() }).parse(each['data']).SHUTDOWN_DELAY_SECONDS);
    for (const { kind, template } of workloads.filter(({ kind, name }) => kind === 'Deployment' && name.startsWith('latchkey-'))) {
      expect({ kind, seconds: template.spec.terminationGracePeriodSeconds }).toMatchObject({ seconds: expect.any(Number) });
      expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(25 + Math.max(...delays));
    }
  });
});

describeRendered('secrets', () => {
  const named = (folder: 'base' | 'overlays/production'): string[] => {
    const foreign = checkReferences(render(folder)).foreign.filter(({ kind }) => kind === 'Secret');
    return [...new Set(foreign.map(({ name }) => name))].sort();
  };

  it('stand in neither the base nor production, which name them', () => {
    for (const folder of ['base', 'overlays/production'] as const) expect(render(folder).filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(named('base')).toEqual(['latchkey-auditor', 'latchkey-issuer', 'latchkey-notifier']);
    expect(named('overlays/production')).toEqual(['latchkey-auditor', 'latchkey-issuer', 'latchkey-notifier', 'latchkey-prober', 'latchkey-topics', 'latchkey-verifier']);
  });

  it('of dev say of themselves that they are none', () => {
    const secrets = render('overlays/dev').filter(({ kind }) => kind === 'Secret');
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) {
      for (const value of Object.values(z.record(z.string(), z.string()).parse(secret['data']))) expect(Buffer.from(value, 'base64').toString()).toContain('not-a-secret');
    }
  });
});
