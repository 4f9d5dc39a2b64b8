import type { TokenStatus } from '@latchkey/access';

/** Rows of one segment: numbers fit 32 bits, and growth allocates one segment and copies nothing. */
const segmentBits = 16;
export const segmentRows = 1 << segmentBits;
const segmentMask = segmentRows - 1;

/** Of a row, in 32-bit words: of each wide field the lower half, whose upper 16 bits stand in half a word; docs/keyring.md has the table. */
export const rowWords = 24;
export const field = { digest: 0, id: 8, serviceAccount: 12, customer: 16, rightsAndFlags: 17 } as const;
const wide = {
  expiresAt: { word: 18, half: 44 },
  notBefore: { word: 19, half: 45 },
  changedAt: { word: 20, half: 46 },
  sequence: { word: 21, half: 47 },
} as const;
/** Of the word of rights and flags: what is above these bits is the number of the rights. */
export const flagBits = 4;
export const statusMask = 3;
export const statuses = ['active', 'suspended', 'revoked'] as const satisfies TokenStatus[];
export const platformFlag = 4;
export const unreadableFlag = 8;
/** What a wide field can hold at most. */
export const widest = 2 ** 48 - 1;

interface Segment {
  readonly words: Uint32Array;
  /** The same bytes. */
  readonly halves: Uint16Array;
  readonly names: string[] | undefined;
}

/** Rows of fixed size in typed arrays. A row that was released is handed out again before a new one is made. */
export class TokenRows {
  private readonly segments: Segment[] = [];
  private rowsMade = 0;
  private rowsFree = 0;
  /** One above the row released last; each released row holds the same of the one before it. */
  private lastFree = 0;

  constructor(private readonly keepsNames: boolean) {}

  allocate(): number {
    if (this.lastFree > 0) {
      const row = this.lastFree - 1;
      this.lastFree = this.word(row, 0);
      this.rowsFree -= 1;
      return row;
    }
    if (this.rowsMade === this.segments.length * segmentRows) this.segments.push(segmentOf(new Uint32Array(segmentRows * rowWords), this.keepsNames));
    return this.rowsMade++;
  }

  /** How many there are, with those that were released. */
  get made(): number {
    return this.rowsMade;
  }

  get used(): number {
    return this.rowsMade - this.rowsFree;
  }

  /** The row is empty from here on. */
  release(row: number): void {
    const start = startOf(row);
    this.wordsOf(row).fill(0, start, start + rowWords);
    this.setName(row, '');
    this.setWord(row, 0, this.lastFree);
    this.lastFree = row + 1;
    this.rowsFree += 1;
  }

  /** Whether it holds nothing: each token's sequence is 1 at least. */
  isEmpty(row: number): boolean {
    return this.wide(row, 'sequence') === 0;
  }

  /** Copies the words of consecutive rows of one segment. */
  copy(from: number, count: number, target: Uint32Array): void {
    target.set(this.wordsOf(from).subarray(startOf(from), startOf(from) + count * rowWords));
  }

  /** Takes over so many rows as words of a whole segment. All segments before it are full. */
  adopt(words: Uint32Array, count: number): void {
    this.segments.push(segmentOf(words, this.keepsNames));
    this.rowsMade += count;
  }

  /** The first words of the row. */
  writeKey(row: number, key: Uint32Array): void {
    const { words } = this.segment(row);
    const start = startOf(row);
    // For so few words quicker than `set`.
    for (let at = 0; at < key.length; at += 1) words[start + at] = key[at] as number;
  }

  /** The words in which the row stands, from `startOf(row)` on. */
  wordsOf(row: number): Uint32Array {
    return this.segment(row).words;
  }

  word(row: number, at: number): number {
    return this.segment(row).words[startOf(row) + at] as number;
  }

  setWord(row: number, at: number, value: number): void {
    this.segment(row).words[startOf(row) + at] = value;
  }

  /** A whole number of 48 bits. */
  wide(row: number, name: keyof typeof wide): number {
    const { words, halves } = this.segment(row);
    const start = startOf(row);
    return (halves[start * 2 + wide[name].half] as number) * 2 ** 32 + (words[start + wide[name].word] as number);
  }

  setWide(row: number, name: keyof typeof wide, value: number): void {
    const { words, halves } = this.segment(row);
    const start = startOf(row);
    halves[start * 2 + wide[name].half] = value / 2 ** 32;
    // The array keeps the lower 32 bits.
    words[start + wide[name].word] = value;
  }

  name(row: number): string | undefined {
    return this.segment(row).names?.[row & segmentMask];
  }

  setName(row: number, name: string): void {
    const { names } = this.segment(row);
    if (names) names[row & segmentMask] = name;
  }

  private segment(row: number): Segment {
    return this.segments[row >>> segmentBits] as Segment;
  }
}

export function startOf(row: number): number {
  return (row & segmentMask) * rowWords;
}

function segmentOf(words: Uint32Array, keepsNames: boolean): Segment {
  return { words, halves: new Uint16Array(words.buffer), names: keepsNames ? [] : undefined };
}
