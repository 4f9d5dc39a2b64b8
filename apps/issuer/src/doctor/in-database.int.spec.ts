import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type TestDatabase } from '@latchkey/testing';
import { verdictsOf } from '../../test/deployment.js';
import { issuerDatabaseForTest, TestIssuer } from '../../test/issuer.js';
import { catalogue } from './catalogue.check.js';
import type { Check } from './check.js';
import { database } from './database.check.js';
import { descendants } from './descendants.check.js';
import { migrations } from './migrations.check.js';
import { judgeOutbox, outbox } from './outbox.check.js';
import { relayDatabase } from './relay-database.check.js';

let own: TestDatabase;
let issuer: TestIssuer;
beforeAll(async () => {
  own = await issuerDatabaseForTest();
  issuer = await TestIssuer.start(own);
});
afterAll(async () => {
  await issuer.close();
  await own.drop();
});

const says = async (check: Check, more: Record<string, string> = {}): Promise<[string, string][]> =>
  (await verdictsOf(check, { DATABASE_URL: own.url, ...more })).map(({ level, text }) => [level, text]);

/** While a statement that somebody gave has had its effect. */
async function after(statement: string, undo: string, work: () => Promise<void>): Promise<void> {
  await issuer.dataSource.query(statement);
  try {
    await work();
  } finally {
    await issuer.dataSource.query(undo);
  }
}

describe('database', () => {
  it('finds one that takes writes', async () => {
    expect(await says(database)).toEqual([['ok', expect.stringMatching(/^Postgres \d+\S* answers and takes writes$/)]]);
  });

  it.each([
    ['that nobody serves', 'postgres://latchkey:marker@127.0.0.1:1/latchkey', /ECONNREFUSED/],
    ['that is not there', () => own.url.replace(/\/[^/]*$/, '/marker_database'), /does not exist/],
  ])('finds one %s', async (_, url, text) => {
    const found = await says(database, { DATABASE_URL: typeof url === 'string' ? url : url() });
    expect(found).toEqual([['fail', expect.stringMatching(text)]]);
    expect(found.flat().join()).not.toContain('latchkey:marker');
  });
});

describe('relay database', () => {
  it('is the same one', async () => {
    expect(await says(relayDatabase, { RELAY_DATABASE_URL: own.url })).toEqual([['ok', expect.any(String)]]);
    expect(await says(relayDatabase)).toEqual([['skipped', expect.any(String)]]);
  });

  it('is another one', async () => {
    const other = await issuerDatabaseForTest();
    try {
      expect(await says(relayDatabase, { RELAY_DATABASE_URL: other.url })).toEqual([['fail', expect.stringContaining('another database')]]);
    } finally {
      await other.drop();
    }
  });
});

describe('migrations', () => {
  const ofIssuer = async (): Promise<[string, string] | undefined> => (await says(migrations)).find(([, text]) => text.startsWith('issuer: '));

  it('were all run; of services that cannot be asked nothing is said', async () => {
    expect(await says(migrations)).toEqual([
      ['ok', 'issuer: all were run'],
      ['skipped', 'auditor: no instance answers at AUDITOR_URLS'],
      ['skipped', 'notifier: no instance answers at NOTIFIER_URLS'],
    ]);
  });

  it('were not all run', async () => {
    const last = `name = 'FindTokens1764350000000'`;
    await after(`update issuer.migrations set name = 'Later1' where ${last}`, `update issuer.migrations set ${last} where name = 'Later1'`, async () => {
      expect(await ofIssuer()).toEqual(['fail', 'issuer: 1 not run yet: FindTokens1764350000000, Later1']);
    });
  });

  it('were run by a later version', async () => {
    await after(`insert into issuer.migrations (timestamp, name) values (1, 'Later1')`, `delete from issuer.migrations where name = 'Later1'`, async () => {
      expect(await ofIssuer()).toEqual(['warn', 'issuer: 1 of a later version: Later1']);
    });
  });
});

describe('outbox', () => {
  it('is empty, and somebody may send it', async () => {
    await issuer.dataSource.query('truncate issuer.outbox');
    await eventually(async () => expect(await says(outbox)).toEqual([['ok', '0 records wait, the oldest for 0.0 s']]));
  });

  it('has a change that waits, since Kafka is away', async () => {
    await issuer.issue();
    await after(`update issuer.outbox set created_at = now() - interval '90 s'`, 'truncate issuer.outbox', async () => {
      expect(await says(outbox)).toContainEqual(['fail', expect.stringMatching(/^a change has waited for 9\d s, with 2 in all: revocations are late$/)]);
    });
  });

  it('is sent by nobody', () => {
    expect(judgeOutbox({ depth: 0, oldestAgeSeconds: 0, led: false })).toEqual([expect.objectContaining({ level: 'fail', text: 'no issuer sends the outbox: changes reach nobody' })]);
  });

  it('is deep, though nothing waits for long', () => {
    expect(judgeOutbox({ depth: 10_001, oldestAgeSeconds: 12, led: true })).toEqual([expect.objectContaining({ level: 'warn', text: '10001 records wait' })]);
  });
});

describe('catalogue', () => {
  it('gives every token what it holds', async () => {
    await issuer.issue({ roles: ['engineer', 'tls_admin'], scope: 'global:read' });
    expect(await says(catalogue)).toEqual([['ok', 'no token holds more than its roles give today']]);
  });

  it('gives the roles of a token less than it holds, or lacks one of them', async () => {
    const { id } = await issuer.issue({ roles: ['user'] });
    await issuer.dataSource.query(`update issuer.tokens set permissions = '{purge:all,service:read,stats:read}' where id = $1`, [id]);
    expect(await says(catalogue)).toEqual([['warn', `1 token of user, scope global (such as ${id}): hold purge:all, which these do not give any more`]]);
    await issuer.dataSource.query(`update issuer.tokens set roles = '{gone}' where id = $1`, [id]);
    expect(await says(catalogue)).toEqual([['warn', `1 token of gone, scope global (such as ${id}): the catalogue lacks a role or scope of that name`]]);
    await issuer.revoke(id);
    expect(await says(catalogue)).toEqual([['ok', expect.any(String)]]);
  });
});

describe('descendants', () => {
  it('stay within whoever made them, or go beyond it by a hand in the database, or by roles that give less today, also past one that is dead', async () => {
    const others = Number((await says(descendants)).join().match(/^ok,all (\d+) that live/)?.[1]);
    const maker = await issuer.holder({ roles: ['token_admin', 'engineer', 'tls_admin'] });
    const between = await issuer.holder({ roles: ['token_admin', 'engineer'] }, maker.secret);
    const { id } = await issuer.issue({ roles: ['engineer'], scope: 'purge_all' }, between.secret);
    await issuer.revoke(between.id, maker.secret, '?descendants=false');
    expect(await says(descendants)).toEqual([['ok', `all ${others + 2} that live stay within the token that made them`]]);

    const set = (column: string, value: string): Promise<unknown> => issuer.dataSource.query(`update issuer.tokens set ${column} = $2 where id = $1`, [maker.id, value]);
    await set('roles', '{token_admin,tls_admin}');
    expect(await says(descendants)).toEqual([['warn', `token ${id} goes beyond what the roles of the token that made it give today`]]);
    await set('permissions', '{token:read,token:write}');
    expect(await says(descendants)).toEqual([['fail', `token ${id} goes beyond the token that made it`]]);
    await issuer.revoke(id);
    expect(await says(descendants)).toEqual([['ok', `all ${others + 1} that live stay within the token that made them`]]);
  });
});
