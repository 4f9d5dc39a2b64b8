import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aGrant, aTokenState, type Ended, eventually, runMain } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { usedRecord } from '../test/context.js';
import { RunningNotifier } from '../test/running-notifier.js';
import { beatRecord, changed, dayOf, stateRecord } from '../test/schedule.js';
import { CompareSchedule } from './compare-schedule/compare-schedule.js';

const now = dayOf(new Date());
const aToken = (name: string) => {
  const [made, expires] = [-365, 40].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
  return aTokenState({ name, grant: aGrant({ expires_at: expires ?? null }), created_at: made ?? '', changed_at: made ?? '' });
};

let notifier: RunningNotifier;
beforeAll(async () => {
  notifier = await new RunningNotifier().open();
});
afterAll(() => notifier.close());

const command = (name: string, ...args: string[]): Promise<Ended> => runMain(import.meta.url, `${name}.main`, { env: notifier.env }, ...args);
const query = (sql: string, ...parameters: unknown[]): Promise<unknown> => notifier.dataSource.query(sql, parameters);
const difference = async (): Promise<Record<string, string>> => {
  const { differences } = await new CompareSchedule(notifier.dataSource, notifier.client, { spreadSeconds: 0, settleWithinMs: 0 }).execute();
  return Object.fromEntries(differences.map((each) => [each.token_id, each.difference]));
};

describe('compare and rebuild', () => {
  it('find what the schedule has otherwise than token-state, and have it made anew', async () => {
    const [kept, lost, ahead, differing, unplanned, revoked] = [aToken('kept'), aToken('lost'), aToken('ahead'), aToken('differing'), aToken('unplanned'), aToken('revoked')];
    const all = [kept, lost, ahead, differing, unplanned, revoked, changed(revoked, now, { status: 'revoked' })];
    await notifier.write([...all.map(stateRecord), beatRecord(now)]);
    const service = await notifier.start();
    await eventually(async () => expect(await difference()).toEqual({}), { timeoutMs: 30_000, intervalMs: 500 });
    await notifier.write([usedRecord(lost, now)]);
    await eventually(async () => expect(await query('select token_id from notifier.last_uses')).toEqual([{ token_id: lost.id }]), { timeoutMs: 30_000 });
    expect(await command('compare')).toEqual({ code: 0, stdout: '{"tokens":6,"differences":0}\n', stderr: '' });
    expect(await command('rebuild')).toMatchObject({ code: 1, stdout: '' });
    await notifier.stop(service);

    const stranger = mintId();
    await query('insert into notifier.tokens select (jsonb_populate_record(token, jsonb_build_object($1::text, $2::text))).* from notifier.tokens token where id = $3', 'id', stranger, kept.id);
    await query('delete from notifier.tokens where id = $1', lost.id);
    await query('update notifier.tokens set sequence = 7 where id = $1', ahead.id);
    await query(`update notifier.tokens set name = 'another' where id = $1`, differing.id);
    await query('delete from notifier.notices where token_id = $1 and threshold_days = 7', unplanned.id);
    expect(await difference()).toEqual({
      [stranger]: 'missing_on_topic',
      [lost.id]: 'missing_in_schedule',
      [ahead.id]: 'ahead',
      [differing.id]: 'differs',
      [unplanned.id]: 'notices_differ',
    });

    expect(await command('rebuild')).toEqual({ code: 0, stdout: '{"forgotten":4,"missing":1}\n', stderr: '' });
    await notifier.start();
    await eventually(async () => expect(await difference()).toEqual({}), { timeoutMs: 30_000, intervalMs: 500 });
    await eventually(async () => expect(await query('select token_id from notifier.last_uses')).toEqual([{ token_id: lost.id }]), { timeoutMs: 30_000 });
    expect(await command('compare')).toMatchObject({ code: 0, stdout: '{"tokens":6,"differences":0}\n' });
  });

  it('say how they are used where they are not, and tell a comparison that could not be made', async () => {
    expect(await command('compare', 'now')).toEqual({ code: 64, stdout: '', stderr: 'usage: compare\n' });
    expect(await command('rebuild', '--since', 'now')).toEqual({ code: 64, stdout: '', stderr: 'usage: rebuild [--since <moment in RFC 3339>]\n' });
    expect(await runMain(import.meta.url, 'compare.main', { env: { ...notifier.env, KAFKA_BROKERS: '127.0.0.1:1' } })).toMatchObject({ code: 69, stdout: '' });
  });
});
