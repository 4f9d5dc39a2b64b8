import { randomBytes } from 'node:crypto';
import { afterAll, expect } from '@jest/globals';
import { eventually, OtlpReceiver } from '@latchkey/testing';
import { storiesOn } from './stories-on.js';
import { startWholeChain, tellWholeChain, wholeChain } from './whole-chain.js';
import { writtenDown } from './written-down.js';

const receiver = new OtlpReceiver();

const story = storiesOn({}, async (system) => {
  const { url } = await receiver.open();
  return startWholeChain(system, { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_SCHEDULE_DELAY: '200' });
});
afterAll(() => receiver.close());

story(wholeChain, tellWholeChain);

story('one trace leads from the call that revokes a token to each verifier that refuses it', async ({ system, caller, issuer, verifiers }) => {
  const token = await caller.issue(issuer);
  for (const verifier of verifiers) expect(await caller.verify(verifier, token, token)).toMatchObject({ active: true });
  const [traceId, parent] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  await caller.revoke(issuer, token, { traceparent: `00-${traceId}-${parent}-01` });

  await eventually(() => {
    const named = (name: string) => receiver.inTrace(traceId).filter((span) => span.name === name);
    const [call] = named('DELETE /automation-tokens/:id');
    const [sent] = named(`send ${system.prefix}token-state`);
    const applied = named(`apply ${system.prefix}token-state`).filter(({ service }) => service === 'verifier');
    expect(call).toMatchObject({ service: 'issuer', parentSpanId: parent });
    expect(sent).toMatchObject({ service: 'issuer', parentSpanId: call?.spanId });
    expect(sent?.attributes.get('messaging.kafka.message.key')).toBe(token.id);
    expect(applied.map(({ parentSpanId }) => parentSpanId)).toEqual(verifiers.map(() => sent?.spanId));
    expect(new Set(applied.map(({ instance }) => instance)).size).toBe(verifiers.length);
    const started = [call, sent, ...applied].map((span) => span?.startTimeUnixNano ?? 0n);
    expect(started).toEqual([...started].sort((one, other) => Number(one - other)));
    expect(new Set(named(`process ${system.prefix}token-events`).map(({ service }) => service))).toEqual(new Set(['auditor', 'notifier']));
  }, { timeoutMs: 20_000 });
  expect(system.lines.filter((line) => line.startsWith('issuer: ') && line.includes(`"trace_id":"${traceId}"`))).toHaveLength(1);
});

story('a secret stands in no log, on no topic, in no table and in no trace, in any form (invariant 1)', async ({ system, caller, issuer, auditor, verifiers: [verifier] }) => {
  const token = await caller.issue(issuer);
  await caller.verify(verifier, token, token);
  await caller.ask(issuer, 'POST', '/automation-tokens', { name: token.secret, role: 'engineer' });
  await caller.ask(verifier, 'POST', '/verify', { token: token.secret, permission: token.secret });
  await caller.revoke(issuer, token);
  await eventually(async () => expect(await caller.trail(auditor, token)).toHaveLength(3), { timeoutMs: 20_000 });
  const written = [await writtenDown(system), ...receiver.bodies].join('\n');
  expect(written).toContain(token.id);
  for (const secret of [caller.secret, token.secret]) {
    expect(written).not.toContain(secret);
    expect(written).not.toContain(Buffer.from(secret).toString('hex'));
    expect(written).not.toContain(Buffer.from(secret).toString('base64'));
  }
});

story('the doctor finds nothing that fails, and then a verifier that is frozen', async ({ system, issuer, auditor, verifiers: [one, other], notifier }) => {
  const urls = { ISSUER_URLS: issuer.url, VERIFIER_URLS: `${one.url},${other.url}`, AUDITOR_URLS: auditor.url, NOTIFIER_URLS: notifier.url };
  const doctor = async (): Promise<{ code: number | null; failing: string[] }> => {
    const { code, stdout } = await system.command('issuer', 'doctor', ['--json'], urls);
    const findings = JSON.parse(stdout) as { check: string; level: string; text: string }[];
    return { code, failing: findings.filter(({ level }) => level === 'fail').map(({ check, text }) => `${check}: ${text}`) };
  };
  expect(await doctor()).toEqual({ code: 0, failing: [] });
  other.freeze();
  try {
    expect(await doctor()).toEqual({ code: 1, failing: [`services: verifier ${new URL(other.url).host} does not answer: no answer in time`] });
  } finally {
    other.thaw();
  }
});

story('verifying and reading the audit log go on without the issuer (invariant 10)', async ({ caller, issuer, auditor, verifiers: [verifier] }) => {
  const token = await caller.issue(issuer);
  await caller.verify(verifier, token, token);
  await issuer.kill();
  expect(await caller.verify(verifier, token)).toMatchObject({ active: true, allowed: true });
  await eventually(async () => expect(await caller.trail(auditor, token)).not.toEqual([]), { timeoutMs: 20_000 });
});
