import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Service } from '@latchkey/runtime';
import { aGrant, aTokenState, eventually } from '@latchkey/testing';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';
import { canCheckFromOutside, type Checked, checkFromOutside } from '../test/audit-proof.js';
import { TestLogs } from '../test/logs.js';
import { revoked } from '../test/records.js';
import { RunningAuditors } from '../test/running-auditor.js';
import { TestTopics } from '../test/topics.js';
import { signCheckpoint } from './checkpoints/checkpoint.js';
import { generateSignerKey, readSigner } from './checkpoints/note-keys.js';
import { sha256 } from './tree/hashes.js';

const possible = canCheckFromOutside();
if (!possible) process.stderr.write('Skipped, since Go is not installed or cannot load golang.org/x/mod: that its libraries believe the logs.\n');

const [customer, secret] = [mintId(), mintToken()];
const key = generateSignerKey('latchkey.test/logs');
const { verifier } = readSigner(key);
const patience = { timeoutMs: 30_000 };
const most = 70_000;

/** Go’s own tlog and note, over HTTP. */
(possible ? describe : describe.skip)('tools/audit-proof', () => {
  const topics = new TestTopics();
  let logs: TestLogs;
  let auditors: RunningAuditors;
  let service: Service;
  let state: string;
  beforeAll(async () => {
    [logs] = await Promise.all([TestLogs.open(), topics.make()]);
    await topics.tell(aTokenState({ digest: digestToken(secret), customer_id: customer, grant: aGrant({ permissions: ['audit:read'] }) }));
    auditors = new RunningAuditors(logs.database, topics.prefix);
    service = await auditors.start({ AUDITOR_SIGNING_KEY: key, AUDITOR_CHECKPOINT_SECONDS: '0.2', RATE_LIMIT_PER_MINUTE: '0' });
    await grow(1);
  });
  afterAll(async () => {
    await auditors.stop();
    await topics.remove();
    await logs.close();
  });
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'audit-proof-'));
  });
  afterEach(() => rmSync(state, { recursive: true }));

  const check = (...args: string[]): Promise<Checked> => checkFromOutside(['-url', service.url, '-state', state, ...args], secret);
  const query = (sql: string): Promise<unknown> => logs.dataSource.query(sql);
  async function grow(by: number): Promise<void> {
    const size = Number((await logs.row())?.['size'] ?? 0) + by;
    await topics.send([...Array(by).keys()].map(() => revoked({ customer_id: customer })));
    await signed('token-events/0', size);
  }
  const signed = (log: string, size: number): Promise<void> =>
    eventually(async () => expect(await query(`select 1 as is from auditor.checkpoints where log = '${log}' and size = ${size}`)).toEqual([{ is: 1 }]), patience);

  it('finds every entry in the tree that was signed, and each tree to begin with the one before', async () => {
    const args = ['-keys', verifier.encoded, '-origin', 'latchkey.test/logs', '-log', 'token-events/0'];
    expect(await check(...args)).toEqual({ code: 0, stderr: '', stdout: 'token-events/0: 1 entries under a checkpoint that is signed, of which none was kept before\n' });
    for (const [by, before, after] of [[254, 1, 255], [1, 255, 256], [1, 256, 257], [600, 257, 857]] as const) {
      await grow(by);
      expect(await check(...args)).toEqual({ code: 0, stderr: '', stdout: `token-events/0: ${after} entries under a checkpoint that is signed, and begins with the ${before} kept\n` });
    }
  });

  it('finds an event where its proof says', async () => {
    const { code, stdout, stderr } = await check('-keys', verifier.encoded, '-event', 'token-events~0~0');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`token-events~0~0: is entry 0 of token-events/0: {"action":"token.revoked"`);
  });

  it('takes a log of more than two levels', async () => {
    await query(
      `insert into auditor.logs (name, topic, partition, epoch, cluster_id, size) values ('token-usage/5@2', 'token-usage', 5, 2, 'none', ${most})`,
    );
    await query(
      `insert into auditor.entries select 'token-usage/5@2', n, sha256(n::text::bytea), sha256('\\x00' || sha256(n::text::bytea)) from generate_series(0, ${most - 1}) n`,
    );
    await signed('token-usage/5@2', most);
    expect(await check('-log', 'token-usage/5@2')).toMatchObject({ code: 0, stdout: `token-usage/5@2: ${most} entries under a checkpoint that is signed, of which none was kept before\n` });
  });

  describe('finds out', () => {
    const failed = (what: string) => ({ code: 1, stdout: '', stderr: expect.stringContaining(what) });
    const leaf = (index: number): string => `update auditor.entries set leaf_hash = sha256(leaf_hash) where log = 'token-events/0' and index = ${index}`;
    const mended = `update auditor.entries set leaf_hash = sha256('\\x00' || commitment) where log = 'token-events/0'`;
    const ofLog = ['-log', 'token-events/0'];

    it('an entry that was changed, in a full tile and at the edge', async () => {
      for (const index of [3, 850]) {
        await query(leaf(index));
        expect(await check(...ofLog)).toEqual(failed('downloaded inconsistent tile'));
        await query(mended);
      }
    });

    it('a commitment that was changed', async () => {
      await query(`update auditor.entries set commitment = sha256(commitment) where log = 'token-events/0' and index = 300`);
      expect(await check(...ofLog)).toEqual(failed('entry 300 is not the one in the tree'));
      await query(`update auditor.entries set commitment = sha256(salt || record) from auditor.records where records.log = entries.log and records.index = entries.index`);
    });

    it('a checkpoint of another key', async () => {
      const other = readSigner(generateSignerKey('latchkey.test/logs'));
      expect(await check(...ofLog, '-keys', other.verifier.encoded)).toEqual(failed('note has no verifiable signatures'));
    });

    it('a checkpoint of another log', async () => {
      expect(await check(...ofLog, '-origin', 'elsewhere.test/logs')).toEqual(failed('the checkpoint is of "latchkey.test/logs/token-events/0"'));
    });

    it('a history other than the one that was signed before', async () => {
      const forked = signCheckpoint({ origin: 'latchkey.test/logs/token-events/0', size: 800, root: sha256(Buffer.from('another')) }, readSigner(key));
      await writeFile(join(state, 'token-events~0.checkpoint'), forked);
      expect(await check(...ofLog)).toEqual(failed('its first 800 entries are not those that were kept'));
    });

    it('a log that has become shorter', async () => {
      const longer = signCheckpoint({ origin: 'latchkey.test/logs/token-events/0', size: 1000, root: sha256(Buffer.from('longer')) }, readSigner(key));
      await writeFile(join(state, 'token-events~0.checkpoint'), longer);
      expect(await check(...ofLog)).toEqual(failed('it has 857 entries, and had 1000'));
    });
  });
});
