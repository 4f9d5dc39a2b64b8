import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestDatabase } from '@latchkey/testing';
import { type Holder, issuerDatabaseForTest, problemOf, TestIssuer } from '../../test/issuer.js';
import { catalogueView } from './view-catalogue.js';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-'));
const file = join(folder, 'catalogue.json');
let database: TestDatabase;
let issuer: TestIssuer;
let admin: Holder;

beforeAll(async () => {
  writeFileSync(file, JSON.stringify({ permissions: ['dns:write'], roles: { dns_admin: ['dns:write'] } }));
  database = await issuerDatabaseForTest();
  issuer = await TestIssuer.start(database, { CATALOGUE: file });
  admin = await issuer.customer();
});
afterAll(async () => {
  await issuer.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

describe('GET /roles', () => {
  it('shows the roles of this deployment, those of its file among them, and knows each that it shows', async () => {
    const { data } = catalogueView.parse(await (await issuer.call('/roles', { by: admin.secret })).json());
    expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(['engineer', 'token_admin', 'dns_admin']));
    expect((await issuer.ask({ roles: ['engineer'] })).status).toBe(201);
    for (const { id } of data) expect([201, 403]).toContain((await issuer.ask({ roles: [id] })).status);
    expect(await problemOf(await issuer.ask({ roles: ['dns_viewer'] }))).toMatchObject({ status: 400, code: 'unknown_role' });
  });

  it('needs token:read', async () => {
    const { secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    expect(await problemOf(await issuer.call('/roles', { by: secret }))).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });
});
