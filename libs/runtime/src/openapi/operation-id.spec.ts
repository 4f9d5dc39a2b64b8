import { expect, it } from '@jest/globals';
import { operationIdOf } from './operation-id.js';

it.each([
  ['IssueTokenController', 'issue', 'issueToken'],
  ['VerifyController', 'verify', 'verify'],
  ['HealthController', 'live', 'healthLive'],
  ['GetTokenController', 'get[0]', 'getToken'],
  ['GetTokenController', 'get[1]', 'getToken2'],
])('%s.%s is the operation %s', (controller, method, id) => {
  expect(operationIdOf(controller, method)).toBe(id);
});
