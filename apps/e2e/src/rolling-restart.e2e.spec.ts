import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { Children, freePort } from '@latchkey/stack';
import { eventually, isInstalled, nginxArguments } from '@latchkey/testing';
import { Guide } from './guide.js';
import { storiesOn } from './stories-on.js';

const title = 'with nginx in front, as docs/operate.md has it, two verifiers are restarted one after the other and nobody who asks notices';
const allowed = 'allowed: true';
if (isInstalled('nginx')) tell();
else {
  process.stderr.write('Skipped, since not installed: nginx.\n');
  it.skip(title, () => undefined);
}

function tell(): void {
  const guide = new Guide('docs/operate.md');
  const children = new Children();
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-nginx-'));
  afterAll(async () => {
    await children.stop();
    rmSync(folder, { recursive: true, force: true });
    guide.clear();
  });

  const story = storiesOn({}, async (system) => {
    const ports = [await freePort(), await freePort()];
    const startVerifier = (port: number) => system.start('verifier', { VERIFIER_PORT: String(port), SHUTDOWN_DELAY_SECONDS: '2' });
    const [issuer, ...verifiers] = await Promise.all([system.start('issuer'), ...ports.map(startVerifier)]);
    const listen = await freePort();
    const [upstream = '', location = ''] = guide.block('nginx', 'upstream verifiers').replace(/verifier-(\d):3002/g, (_, index: string) => `127.0.0.1:${ports[Number(index) - 1]}`).split(/^(?=location)/m);
    await children.start('nginx', nginxArguments(folder, `${upstream} server { listen 127.0.0.1:${listen}; ${location} }`), { name: 'nginx', layer: 'service', stdio: 'ignore' });
    await eventually(() => fetch(`http://127.0.0.1:${listen}/`));
    return { caller: system.caller, issuer, ports, verifiers, startVerifier, nginx: { url: `http://127.0.0.1:${listen}` } };
  });

  story(title, async ({ caller, issuer, ports, verifiers, startVerifier, nginx }) => {
    const token = await caller.issue(issuer);
    for (const verifier of verifiers) await caller.verify(verifier, token, token);
    const answers = new Map<string, number>();
    let over = false;
    const asking = Array.from({ length: 4 }, async () => {
      while (!over) {
        const answer = await caller.verify(nginx, token).then((verdict) => `allowed: ${verdict.allowed}`, (error: unknown) => String(error));
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      }
    });
    try {
      for (const [index, port] of ports.entries()) {
        await verifiers[index]?.stop();
        await startVerifier(port);
      }
    } finally {
      over = true;
      await Promise.all(asking);
    }
    expect([...answers.keys()]).toEqual([allowed]);
    expect(answers.get(allowed)).toBeGreaterThan(100);
  });
}
