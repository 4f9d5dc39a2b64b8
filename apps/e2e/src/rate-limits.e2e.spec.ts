import { expect } from '@jest/globals';
import { Caller, problemIn } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { storiesOn } from './stories-on.js';

const routes = {
  issuer: { method: 'GET', path: '/automation-tokens' },
  verifier: { method: 'POST', path: '/verify' },
  auditor: { method: 'GET', path: '/audit-events' },
  notifier: { method: 'GET', path: '/expiring' },
} as const;
const apps = ['issuer', 'verifier', 'auditor', 'notifier'] as const;
const env = { RATE_LIMIT_PER_MINUTE: '2', UNKNOWN_CREDENTIALS_PER_MINUTE: '2' };
const limited = { status: 429, code: 'rate_limited' };

const story = storiesOn({}, async (system) => {
  const services = await Promise.all(apps.map(async (app) => ({ app, service: await system.launch(app, env) })));
  return { caller: system.caller, services };
});

// A minute may begin between two requests, and with it the count: so both stories ask until they are refused.

story('a caller is held back, as the environment says', async ({ caller, services }) => {
  const issuer = services.find(({ app }) => app === 'issuer')?.service;
  await eventually(async () => {
    const response = await caller.ask(issuer ?? { url: '' }, 'GET', '/automation-tokens');
    expect(response.headers.get('ratelimit')).toContain('"caller";r=0;');
    expect(await problemIn(response)).toEqual(limited);
  });
});

story('every service holds back who sends it token after token, as its environment says', async ({ services }) => {
  const stranger = new Caller('no-token');
  for (const { app, service } of services) {
    await eventually(async () => expect(await problemIn(await stranger.ask(service, routes[app].method, routes[app].path))).toEqual(limited));
  }
});
