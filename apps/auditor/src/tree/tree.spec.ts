import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { provesConsistency, provesInclusion } from './check-proofs.js';
import { CompactRange } from './compact-range.js';
import { emptyRoot, leafHash, nodeHash, sha256 } from './hashes.js';
import { consistencyProof, inclusionProof } from './proofs.js';
import { rootOf } from './root.js';
import { type ReadHashes, tileWidth } from './tiles.js';

/** RFC 6962 section 2.1 to the letter, which remembers what it has computed. */
class Reference {
  private readonly known = new Map<string, Buffer>();

  constructor(private readonly leaves: readonly Buffer[]) {}

  /** MTH(D[from:to]). */
  mth(from: number, to: number): Buffer {
    if (to - from < 2) return this.leaves[from] ?? sha256();
    const key = `${from} ${to}`;
    const split = from + splitOf(to - from);
    const hash = this.known.get(key) ?? nodeHash(this.mth(from, split), this.mth(split, to));
    this.known.set(key, hash);
    return hash;
  }

  path(index: number, from: number, to: number): Buffer[] {
    if (to - from === 1) return [];
    const split = from + splitOf(to - from);
    return index < split ? [...this.path(index, from, split), this.mth(split, to)] : [...this.path(index, split, to), this.mth(from, split)];
  }
}

const splitOf = (size: number): number => 2 ** Math.ceil(Math.log2(size) - 1);

/** What storage holds of these leaves. */
function stored(leaves: readonly Buffer[], reference = new Reference(leaves)): ReadHashes {
  return async (level, from, to) => {
    if (Math.floor(from / tileWidth) !== Math.floor((to - 1) / tileWidth)) throw new Error('reads beyond one tile');
    const each = tileWidth ** level;
    if (to * each > leaves.length) throw new Error(`level ${level} has no ${from} to ${to}`);
    return Array.from({ length: to - from }, (_, place) => reference.mth((from + place) * each, (from + place + 1) * each));
  };
}

const numbered = (count: number): Buffer[] => [...Array(count).keys()].map((n) => leafHash(Buffer.from(String(n))));
const hex = (hashes: readonly Buffer[]): string[] => hashes.map((hash) => hash.toString('hex'));

describe('the known tree of Certificate Transparency', () => {
  const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const leaves = entries.map((entry) => leafHash(Buffer.from(entry, 'hex')));

  it.each([
    [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
    [5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
    [6, '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
    [7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
    [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ])('has at %i leaves the root %s', async (size, root) => {
    expect((await rootOf(size, stored(leaves.slice(0, size)))).toString('hex')).toBe(root);
  });

  it('has these proofs', async () => {
    expect(hex(await inclusionProof(5, 8, stored(leaves)))).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(hex(await consistencyProof(6, 8, stored(leaves)))).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });
});

describe('trees over tiles', () => {
  const most = 66_000;
  const all = numbered(most);
  const reference = new Reference(all);
  const mth = (size: number): Buffer => reference.mth(0, size);
  const read = stored(all, reference);
  const sizes = fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.constantFrom(255, 256, 257, 511, 512, 513), fc.constantFrom(most, 65_535, 65_536, 65_537));
  const few = { numRuns: 100 };

  it('have RFC 6962’s root', async () => {
    expect(await rootOf(0, read)).toEqual(emptyRoot);
    await fc.assert(fc.asyncProperty(sizes, async (size) => expect(await rootOf(size, read)).toEqual(mth(size))), few);
  });

  it('have RFC 6962’s inclusion proofs, which prove that leaf there and nothing else', async () => {
    const cases = sizes.chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
    await fc.assert(
      fc.asyncProperty(cases, fc.nat(), async ([size, index], salt) => {
        const [leaf = Buffer.alloc(0), root] = [all[index], mth(size)];
        const proof = await inclusionProof(index, size, read);
        expect(hex(proof)).toEqual(hex(reference.path(index, 0, size)));
        expect(provesInclusion(leaf, index, { size, root }, proof)).toBe(true);
        expect(provesInclusion(leafHash(leaf), index, { size, root }, proof)).toBe(false);
        expect(provesInclusion(leaf, index, { size, root: leafHash(root) }, proof)).toBe(false);
        expect(provesInclusion(leaf, size, { size, root }, proof)).toBe(false);
        expect(provesInclusion(leaf, index, { size, root }, [...proof, leaf])).toBe(false);
        if (size === 1) return;
        expect(provesInclusion(leaf, (index + 1) % size, { size, root }, proof)).toBe(false);
        const wrong = salt % proof.length;
        expect(provesInclusion(leaf, index, { size, root }, proof.map((hash, place) => (place === wrong ? leafHash(hash) : hash)))).toBe(false);
        expect(provesInclusion(leaf, index, { size, root }, proof.slice(0, -1))).toBe(false);
      }),
      few,
    );
  });

  it('have consistency proofs, which prove that beginning and no other', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, sizes, fc.nat(), async (one, other, salt) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const [older, newer] = [from, to].map((size) => ({ size, root: mth(size) })) as [{ size: number; root: Buffer }, { size: number; root: Buffer }];
        const proof = await consistencyProof(from, to, read);
        expect(provesConsistency(older, newer, proof)).toBe(true);
        expect(provesConsistency({ size: from, root: leafHash(older.root) }, newer, proof)).toBe(false);
        expect(provesConsistency(older, { size: to, root: leafHash(newer.root) }, proof)).toBe(false);
        expect(provesConsistency(older, newer, [...proof, newer.root])).toBe(false);
        if (from === to) return;
        const wrong = salt % proof.length;
        expect(provesConsistency(older, newer, proof.map((hash, place) => (place === wrong ? leafHash(hash) : hash)))).toBe(false);
        expect(provesConsistency(newer, older, proof)).toBe(false);
      }),
      few,
    );
  });

  it('have the same root where leaves are added one by one', () => {
    const range = new CompactRange();
    expect(range.root()).toEqual(emptyRoot);
    for (let size = 1; size <= 2000; size++) {
      range.append(all[size - 1] ?? Buffer.alloc(0));
      expect(range.root()).toEqual(mth(size));
    }
  });

  it('have no proof of what is not in them', async () => {
    await expect(inclusionProof(5, 5, read)).rejects.toThrow(RangeError);
    await expect(inclusionProof(-1, 5, read)).rejects.toThrow(RangeError);
    await expect(consistencyProof(0, 5, read)).rejects.toThrow(RangeError);
    await expect(consistencyProof(6, 5, read)).rejects.toThrow(RangeError);
    expect(provesConsistency({ size: 0, root: emptyRoot }, { size: 1, root: emptyRoot }, [])).toBe(false);
    expect(provesConsistency({ size: 3, root: emptyRoot }, { size: 4, root: emptyRoot }, [])).toBe(false);
  });

  it('are read by few hashes, however many leaves there are', async () => {
    let asked = 0;
    const size = 2 ** 40 + 12_345;
    const counting: ReadHashes = async (level, from, to) => {
      if (to > Math.floor(size / tileWidth ** level)) throw new Error('reads what is not complete');
      asked += 1;
      return Array.from({ length: to - from }, () => emptyRoot);
    };
    expect(await inclusionProof(2 ** 39 + 7, size, counting)).toHaveLength(41);
    expect(asked).toBeLessThan(60);
  });
});
