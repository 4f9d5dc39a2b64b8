import { activityReported, type DataOf, type OutgoingRecord } from '@latchkey/contracts';
import { Metrics } from '@latchkey/runtime';
import { describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { aReader } from '../../test/reading-events.js';
import { AuditorMetrics } from '../auditor.metrics.js';
import { AuditReads } from './audit-reads.js';

const reader = aReader(mintId());
const origin = { ip: '192.0.2.1', userAgent: 'curl/8.5.0', requestId: 'request-1' };

function set() {
  const sent: OutgoingRecord[] = [];
  const kafka = { away: false };
  const metrics = new AuditorMetrics(new Metrics());
  const reads = new AuditReads({
    send: async (records) => {
      if (kafka.away) throw new Error('Kafka is away');
      sent.push(...(records as OutgoingRecord[]));
    },
  }, metrics);
  const told = (): DataOf<typeof activityReported>[] => sent.map(({ value }) => activityReported.schema.parse(JSON.parse(String(value))));
  return { reads, sent, told, kafka, metrics };
}

describe('who reads the log', () => {
  it('stands in it, once for like reads within a minute, with their number', async () => {
    const { reads, told } = set();
    for (const cursor of [undefined, 'a', 'b']) reads.note(reader, origin, { kind: 'list', query: { action: 'token.', cursor, limit: 50 }, events: 50 }, 1_000);
    reads.note(reader, origin, { kind: 'list', query: { action: 'activity.audit.' }, events: 1 }, 1_000);
    await reads.flush(999);
    expect(told()).toEqual([]);
    await reads.flush(1_000);
    expect(told()).toMatchObject([
      { action: 'audit.read', customer_id: reader.customerId, ip: '192.0.2.1', reported_by: { name: 'auditor' }, details: { kind: 'list', query: { action: 'token.' }, requests: 3, events: 150 } },
      { details: { query: { action: 'activity.audit.' }, requests: 1, events: 1 } },
    ]);
    await reads.flush(Infinity);
    expect(told()).toHaveLength(2);
  });

  it('stands in its own customer’s log, with whose log it was', async () => {
    const { reads, told } = set();
    const other = mintId();
    reads.note({ ...reader, platform: true }, origin, { kind: 'export', query: { customer_id: other, from: new Date(0) }, events: 0 }, 0);
    await reads.flush(0);
    expect(told()).toMatchObject([{ customer_id: reader.customerId, target: { type: 'audit_log', id: other }, details: { query: { from: '1970-01-01T00:00:00.000Z' } } }]);
  });

  it('is remembered while Kafka is away, and told under one id', async () => {
    const { reads, sent, told, kafka } = set();
    kafka.away = true;
    reads.note(reader, origin, { kind: 'get', query: { id: 'x' }, events: 1 }, 0);
    await expect(reads.flush(0)).rejects.toThrow('Kafka is away');
    reads.note(reader, origin, { kind: 'get', query: { id: 'x' }, events: 1 }, 0);
    kafka.away = false;
    await reads.beforeApplicationShutdown();
    expect(told().map(({ details }) => details)).toEqual([expect.objectContaining({ requests: 1 }), expect.objectContaining({ requests: 1 })]);
    expect(new Set(sent.map(({ headers }) => headers['ce_id'])).size).toBe(2);
  });

  it('is counted where there is no room to remember it', async () => {
    const { reads, metrics, kafka } = set();
    for (let n = 0; n < 10_002; n++) reads.note(reader, origin, { kind: 'get', query: { id: String(n) }, events: 1 }, 0);
    expect((await metrics.readsNotRecorded.get()).values[0]?.value).toBe(2);
    kafka.away = true;
    await reads.beforeApplicationShutdown();
    expect((await metrics.readsNotRecorded.get()).values[0]?.value).toBe(10_002);
  });
});
