import { expect, it } from '@jest/globals';
import { instancesAt } from './instances.js';

it('has one for each address, and each once', async () => {
  expect(await instancesAt(['http://127.0.0.1:3002', 'http://127.0.0.1:3002/', 'http://[::1]:3002'])).toEqual(['http://127.0.0.1:3002', 'http://[::1]:3002']);
});

it('leaves a name that a certificate is of as it is', async () => {
  expect(await instancesAt(['https://verifier.invalid'])).toEqual(['https://verifier.invalid']);
});

it('does not take a name for nobody that has no address', async () => {
  await expect(instancesAt(['http://verifier.invalid:3002'])).rejects.toThrow();
});
