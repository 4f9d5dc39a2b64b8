import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { isInstalled } from '@latchkey/testing';
import { containersOf, workloadsOf } from '../../test/pods.js';
import { describeRendered, render } from '../../test/render.js';
import { typeFaults } from '../../test/type-check.js';
import { readText } from '../workspace.js';

const [shell = ''] = /^run\(\) \{[\s\S]*?^\}$/m.exec(readText('docs/operate.md')) ?? [];
/** Answers with the Deployment that it is given, and shows what it is to apply. */
const kubectl = 'kubectl() { case "$3" in get) printf "%s" "$DEPLOYMENT" ;; apply) cat ;; esac; }';
if (!isInstalled('jq')) process.stderr.write('Skipped, since not installed: jq.\n');

describeRendered('the Jobs by which docs/operate.md restores on Kubernetes', () => {
  (isInstalled('jq') ? it : it.skip).each(['issuer', 'auditor', 'notifier'])('are the pods of the %s that run another command', (app) => {
    const deployment = render('overlays/production').find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === `latchkey-${app}`);
    const { stdout, stderr } = spawnSync('sh', ['-euc', `${kubectl}\n${shell}\nrun ${app} job rebuild.main.js --since 2026`], { env: { ...process.env, DEPLOYMENT: JSON.stringify(deployment) }, encoding: 'utf8' });
    expect(stderr).toBe('');
    const job = JSON.parse(stdout);
    expect(typeFaults([job])).toEqual([]);
    const [ours, theirs] = [[job], [deployment ?? job]].map((each) => workloadsOf(each).flatMap(containersOf));
    expect(ours?.map(({ name, image, envFrom }) => ({ name, image, envFrom }))).toEqual(theirs?.map(({ name, image, envFrom }) => ({ name, image, envFrom })));
    expect(job.spec.template.metadata.labels).toMatchObject({ 'app.kubernetes.io/name': `latchkey-${app}` });
    expect(job.spec.template.spec.containers[0].command).toEqual(['node', `apps/${app}/dist/rebuild.main.js`, '--since', '2026']);
  });
});
