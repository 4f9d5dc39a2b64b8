import { expect, it } from '@jest/globals';
import { GatewayKeys } from './gateway-keys.js';

const [old, next] = ['o'.repeat(32), 'n'.repeat(40)];

it.each<[string, unknown, boolean]>([
  ['one key', old, true],
  ['the other', next, true],
  ['none', undefined, false],
  ['an empty text', '', false],
  ['the beginning of one', old.slice(1), false],
  ['more than one', `${old}, ${next}`, false],
  ['a list', [old], false],
])('GatewayKeys: %s', (_, key, included) => {
  expect(new GatewayKeys([old, next]).include(key)).toBe(included);
});
