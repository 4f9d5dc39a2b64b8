import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import type { Service } from '@latchkey/runtime';
import { aGrant, aTokenState, eventually } from '@latchkey/testing';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';
import { TestLogs } from '../test/logs.js';
import { junk, revoked } from '../test/records.js';
import { RunningAuditors } from '../test/running-auditor.js';
import { TestTopics } from '../test/topics.js';
import { openCheckpoint, readCheckpoint } from './checkpoints/checkpoint.js';
import { generateSignerKey, readSigner, readVerifier } from './checkpoints/note-keys.js';
import { provesInclusion } from './tree/check-proofs.js';
import { foldHashes, leafHash, sha256 } from './tree/hashes.js';

const [ours, theirs] = [mintId(), mintId()];
const secrets = { ours: mintToken(), theirs: mintToken(), purger: mintToken(), platform: mintToken() };
const [key, former] = [generateSignerKey('latchkey.test/logs'), readSigner(generateSignerKey('latchkey.test/former')).verifier];
const size = 302;
const patience = { timeoutMs: 30_000 };
const immutable = 'public, max-age=31536000, immutable';

const topics = new TestTopics();
let logs: TestLogs;
let auditors: RunningAuditors;
let service: Service;

beforeAll(async () => {
  [logs] = await Promise.all([TestLogs.open(), topics.make()]);
  const reader = (secret: string, state: Partial<TokenState>): TokenState => aTokenState({ digest: digestToken(secret), grant: aGrant({ permissions: ['audit:read'] }), ...state });
  await topics.tell(
    reader(secrets.ours, { customer_id: ours }),
    reader(secrets.theirs, { customer_id: theirs }),
    reader(secrets.purger, { customer_id: ours, grant: aGrant() }),
    reader(secrets.platform, { customer_id: mintId(), platform: true }),
  );
  auditors = new RunningAuditors(logs.database, topics.prefix);
  service = await auditors.start({ AUDITOR_SIGNING_KEY: key, AUDITOR_FORMER_KEYS: former.encoded, AUDITOR_CHECKPOINT_SECONDS: '0.2' });
  const many = [...Array(size - 2).keys()].map(() => revoked({ customer_id: ours }));
  await topics.send([...many, revoked({ customer_id: theirs }), junk('x')]);
  await eventually(async () => expect(await signedSize()).toBe(size), patience);
});
afterAll(async () => {
  await auditors.stop();
  await topics.remove();
  await logs.close();
});

const at = (path: string, secret?: string, url = service.url): Promise<Response> =>
  fetch(`${url}${path}`, { headers: secret === undefined ? {} : { authorization: `Bearer ${secret}` } });
const bytesAt = async (path: string): Promise<Buffer> => Buffer.from(await (await at(path)).arrayBuffer());
const codeAt = async (path: string, secret?: string, url?: string): Promise<unknown> => {
  const response = await at(path, secret, url);
  return [response.status, ((await response.json()) as { code: string }).code];
};
const hashesIn = (bytes: Buffer): Buffer[] => Array.from({ length: bytes.length / 32 }, (_, place) => bytes.subarray(place * 32, (place + 1) * 32));

async function signedSize(): Promise<number> {
  const { data } = (await (await at('/logs')).json()) as { data: { name: string; signed_size: number }[] };
  return data.find(({ name }) => name === 'token-events/0')?.signed_size ?? 0;
}

describe('what anyone may see of the logs', () => {
  it('are their names, sizes and origins', async () => {
    const { data } = (await (await at('/logs')).json()) as { data: unknown[] };
    expect(data).toContainEqual({ name: 'token-events/0', origin: 'latchkey.test/logs/token-events/0', size, signed_size: size });
  });

  it('are the keys, of which that of today is the first', async () => {
    const response = await at('/logs/key');
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe(`${readSigner(key).verifier.encoded}\n${former.encoded}\n`);
  });

  it('is the last checkpoint, which is not kept by caches', async () => {
    const response = await at('/logs/token-events/0/checkpoint');
    expect([response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual(['text/plain; charset=utf-8', 'no-store']);
    const [verifier = ''] = (await (await at('/logs/key')).text()).split('\n');
    expect(openCheckpoint(await response.text(), [readVerifier(verifier)])).toMatchObject({ origin: 'latchkey.test/logs/token-events/0', size });
  });

  it('are the tiles, for ever as they are, which hash up to the root', async () => {
    const response = await at('/logs/token-events/0/tile/0/000');
    expect([response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual(['application/octet-stream', immutable]);
    const full = hashesIn(Buffer.from(await response.arrayBuffer()));
    const partial = hashesIn(await bytesAt(`/logs/token-events/0/tile/0/001.p/${size - 256}`));
    expect([full.length, partial.length]).toEqual([256, size - 256]);
    const stored = (await logs.stored()).map(({ leafHash: leaf }) => leaf);
    expect([...full, ...partial]).toEqual(stored);
    expect(await bytesAt('/logs/token-events/0/tile/1/000.p/1')).toEqual(foldHashes(full));
    expect(hashesIn(await bytesAt('/logs/token-events/0/tile/0/000.p/3'))).toEqual(stored.slice(0, 3));
  });

  it('are the entries, which are commitments and say nothing', async () => {
    const bundle = await bytesAt('/logs/token-events/0/tile/entries/000');
    const entries = Array.from({ length: 256 }, (_, place) => bundle.subarray(place * 34, (place + 1) * 34));
    expect(bundle).toHaveLength(256 * 34);
    expect(entries.every((entry) => entry.readUInt16BE() === 32)).toBe(true);
    expect(entries.map((entry) => leafHash(entry.subarray(2)))).toEqual(hashesIn(await bytesAt('/logs/token-events/0/tile/0/000')));
    expect(await bytesAt('/logs/token-events/0/tile/entries/001.p/1')).toHaveLength(34);
  });

  it.each([
    ['/logs/token-events/0/tile/0/001', 'a tile that is not full yet'],
    [`/logs/token-events/0/tile/0/001.p/${size - 255}`, 'more of a tile than is signed'],
    ['/logs/token-events/0/tile/0/002.p/1', 'a tile beyond the end'],
    ['/logs/token-events/0/tile/1/000.p/2', 'more of a level than is complete'],
    ['/logs/token-events/0/tile/2/000.p/1', 'a level that is not there'],
    ['/logs/token-events/0/tile/entries/001', 'entries beyond the end'],
    ['/logs/token-events/999/checkpoint', 'a log that is not there'],
    ['/logs/token-events/0@2/tile/0/000', 'an epoch that is not there'],
  ])('is not %s: %s', async (path) => {
    expect(await codeAt(path)).toEqual([404, 'not_found']);
    expect((await at(path)).headers.get('cache-control')).toBe('no-store');
  });

  it.each(['tile/0/0', 'tile/64/000', 'tile/0/000.p/256', 'tile/8/0/000', 'tile/data/000'])('is not %s, which names no tile', async (path) => {
    expect(await codeAt(`/logs/token-events/0/${path}`)).toEqual([400, 'invalid_request']);
  });

  it('is limited for each address', async () => {
    expect((await at('/logs')).headers.get('ratelimit-policy')).toBe('"caller";q=6000;w=60');
    expect((await at('/logs/token-events/0/tile/0/000')).headers.get('ratelimit')).toMatch(/^"caller";r=\d+;t=\d+$/);
  });

  it('is nothing beyond what is signed', async () => {
    await logs.dataSource.query(`alter table auditor.checkpoints add constraint stop check (log <> 'token-events/1') not valid`);
    await topics.send([revoked({ customer_id: ours })], 1);
    await eventually(async () => expect(await logs.row('token-events/1')).toMatchObject({ size: '1' }), patience);
    expect(await codeAt('/logs/token-events/1/checkpoint')).toEqual([503, 'not_yet_signed']);
    expect(await codeAt('/logs/token-events/1/tile/0/000.p/1')).toEqual([503, 'not_yet_signed']);
    const response = await at('/audit-events/token-events~1~0/proof', secrets.ours);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    await logs.dataSource.query('alter table auditor.checkpoints drop constraint stop');
    await eventually(async () => expect((await at('/logs/token-events/1/checkpoint')).status).toBe(200), patience);
  });
});

interface Proof {
  readonly id: string;
  readonly record: string;
  readonly salt: string;
  readonly leaf_hash: string;
  readonly checkpoint: string;
  readonly inclusion_proof: string[];
}

describe('an event and its proof', () => {
  it.each([0, 255, 256, 299])('stand at the id of entry %d, for its owner', async (index) => {
    const id = `token-events~0~${index}`;
    const event = (await (await at(`/audit-events/${id}`, secrets.ours)).json()) as Record<string, unknown>;
    expect(event).toMatchObject({ id, log: 'token-events/0', index, customer_id: ours, action: 'token.revoked' });
    const proof = (await (await at(`/audit-events/${id}/proof`, secrets.ours)).json()) as Proof;
    const record = Buffer.from(proof.record, 'base64');
    expect(JSON.parse(record.toString())).toMatchObject({ index, action: 'token.revoked', customer_id: ours });
    const leaf = leafHash(sha256(Buffer.from(proof.salt, 'hex'), record));
    expect([leaf.toString('hex'), leaf.toString('hex')]).toEqual([proof.leaf_hash, event['leaf_hash']]);
    const head = openCheckpoint(proof.checkpoint, [readSigner(key).verifier]);
    const hashes = proof.inclusion_proof.map((hash) => Buffer.from(hash, 'hex'));
    expect(head && provesInclusion(leaf, index, head, hashes)).toBe(true);
    expect(head && provesInclusion(leaf, index + 1, head, hashes)).toBe(false);
  });

  it('are found by the id in the list', async () => {
    const { data } = (await (await at('/audit-events?limit=1', secrets.theirs)).json()) as { data: Record<string, unknown>[] };
    expect(await (await at(`/audit-events/${String(data[0]?.['id'])}`, secrets.theirs)).json()).toEqual(data[0]);
  });

  it('invariant 9: are for another customer as if they were not there', async () => {
    const answers = async (id: string, secret: string): Promise<unknown[]> => {
      const both = await Promise.all([`/audit-events/${id}`, `/audit-events/${id}/proof`].map((path) => at(path, secret)));
      return Promise.all(both.map(async (response) => ({ status: response.status, ...((await response.json()) as object), request_id: null, instance: null })));
    };
    const unknown = await answers('token-events~0~999', secrets.theirs);
    expect(unknown).toMatchObject([{ status: 404, code: 'not_found' }, { status: 404, code: 'not_found' }]);
    for (const id of ['token-events~0~0', 'token-events~0~301', 'token-usage~5~0']) expect(await answers(id, secrets.theirs)).toEqual(unknown);
  });

  it('are all the platform’s, what is nobody’s as well', async () => {
    for (const index of [0, 300, 301]) expect((await at(`/audit-events/token-events~0~${index}/proof`, secrets.platform)).status).toBe(200);
  });

  it('are no proof where the log is not what was signed any more', async () => {
    await logs.dataSource.query(`update auditor.entries set leaf_hash = sha256(leaf_hash) where log = 'token-events/0' and index = 299`);
    for (const index of [298, 299]) expect(await codeAt(`/audit-events/token-events~0~${index}/proof`, secrets.ours)).toEqual([500, 'internal']);
    await logs.dataSource.query(`update auditor.entries set leaf_hash = sha256('\\x00' || commitment) where log = 'token-events/0' and index = 299`);
    expect((await at('/audit-events/token-events~0~299/proof', secrets.ours)).status).toBe(200);
  });

  it('take a token that may read the audit log, and an id', async () => {
    expect(await codeAt('/audit-events/token-events~0~0/proof')).toEqual([401, 'unauthorized']);
    expect(await codeAt('/audit-events/token-events~0~0/proof', secrets.purger)).toEqual([403, 'insufficient_scope']);
    for (const id of ['junk', 'token-events~0~01', 'token-events~0', 'token-events/0/0']) expect((await at(`/audit-events/${id}`, secrets.ours)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('without a key', () => {
  it('events are kept and listed, and what would prove them is said to be missing', async () => {
    const { url } = await auditors.start();
    await eventually(async () => expect((await at('/audit-events?limit=1', secrets.ours, url)).status).toBe(200), patience);
    for (const path of ['/logs/key', '/logs/token-events/0/checkpoint', '/logs/token-events/0/tile/0/000', '/audit-events/token-events~0~0/proof']) {
      expect(await codeAt(path, secrets.ours, url)).toEqual([503, 'no_signing_key']);
    }
    expect((await at('/audit-events/token-events~0~0', secrets.ours, url)).status).toBe(200);
    const ready = (await (await at('/health/ready', undefined, url)).json()) as { details: object };
    expect(ready.details).toMatchObject({ checkpoints: { status: 'up', signing: false } });
  });
});

it('each checkpoint is of the log that it is served for', async () => {
  const { data } = (await (await at('/logs')).json()) as { data: { name: string }[] };
  for (const { name } of data) expect(readCheckpoint(await (await at(`/logs/${name}/checkpoint`)).text())?.origin).toBe(`latchkey.test/logs/${name}`);
});
