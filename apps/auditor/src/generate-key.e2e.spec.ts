import { expect, it } from '@jest/globals';
import { runMain } from '@latchkey/testing';
import { readSigner } from './checkpoints/note-keys.js';

it('generate-key prints a new key each time, and what it is known by', async () => {
  const [one, other] = await Promise.all([runMain(import.meta.url, 'generate-key.main', { env: {} }, 'latchkey.test/logs'), runMain(import.meta.url, 'generate-key.main', { env: {} }, 'latchkey.test/logs')]);
  const { name, verifier } = readSigner(one.stdout.trimEnd());
  expect({ name, code: one.code, stderr: one.stderr }).toEqual({ name: 'latchkey.test/logs', code: 0, stderr: `verifier key: ${verifier.encoded}\n` });
  expect(other.stdout).not.toBe(one.stdout);
});

it.each([[[]], [['a b']], [['a+b']], [['a', 'b']]])('generate-key says how it is used where it is not: %j', async (args) => {
  expect(await runMain(import.meta.url, 'generate-key.main', { env: {} }, ...args)).toEqual({ code: 64, stdout: '', stderr: expect.stringMatching(/^usage: generate-key /) });
});
