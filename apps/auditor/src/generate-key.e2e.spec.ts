import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { readSigner } from './checkpoints/note-keys.js';

function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const path = fileURLToPath(new URL('../dist/generate-key.main.js', import.meta.url));
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [path, ...args], { env: {} }, (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }));
  });
}

it('generate-key prints a new key each time, and what it is known by', async () => {
  const [one, other] = await Promise.all([run('latchkey.test/logs'), run('latchkey.test/logs')]);
  const { name, verifier } = readSigner(one.stdout.trimEnd());
  expect({ name, code: one.code, stderr: one.stderr }).toEqual({ name: 'latchkey.test/logs', code: 0, stderr: `verifier key: ${verifier.encoded}\n` });
  expect(other.stdout).not.toBe(one.stdout);
});

it.each([[[]], [['a b']], [['a+b']], [['a', 'b']]])('generate-key says how it is used where it is not: %j', async (args) => {
  expect(await run(...args)).toEqual({ code: 64, stdout: '', stderr: expect.stringMatching(/^usage: generate-key /) });
});
