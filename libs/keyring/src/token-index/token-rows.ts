/** Rows of one segment: numbers fit 32 bits, and growth allocates one segment and copies nothing. */
const segmentBits = 16;
const segmentRows = 1 << segmentBits;
const segmentMask = segmentRows - 1;

/** Of a row, in 32-bit words, the fields of eight bytes on even ones; docs/keyring.md has the table. */
export const rowWords = 26;
export const field = { digest: 0, id: 8, serviceAccount: 12, expiresAt: 16, notBefore: 18, changedAt: 20, sequence: 22, customer: 24, rightsAndFlags: 25 } as const;

interface Segment {
  readonly words: Uint32Array;
  /** The same bytes. */
  readonly doubles: Float64Array;
  readonly names: string[] | undefined;
}

/** Rows of fixed size in typed arrays. A row that was released is handed out again before a new one is made. */
export class TokenRows {
  private readonly segments: Segment[] = [];
  private made = 0;
  /** One above the row released last; each released row holds the same of the one before it. */
  private lastFree = 0;

  constructor(private readonly keepsNames: boolean) {}

  allocate(): number {
    if (this.lastFree > 0) {
      const row = this.lastFree - 1;
      this.lastFree = this.word(row, 0);
      return row;
    }
    if (this.made === this.segments.length * segmentRows) this.segments.push(newSegment(this.keepsNames));
    return this.made++;
  }

  /** The row is empty from here on. */
  release(row: number): void {
    const start = startOf(row);
    this.wordsOf(row).fill(0, start, start + rowWords);
    this.setName(row, '');
    this.setWord(row, 0, this.lastFree);
    this.lastFree = row + 1;
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

  /** Of a field of eight bytes. */
  double(row: number, at: number): number {
    return this.segment(row).doubles[(startOf(row) + at) / 2] as number;
  }

  setDouble(row: number, at: number, value: number): void {
    this.segment(row).doubles[(startOf(row) + at) / 2] = value;
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

function newSegment(keepsNames: boolean): Segment {
  const bytes = new ArrayBuffer(segmentRows * rowWords * Uint32Array.BYTES_PER_ELEMENT);
  return { words: new Uint32Array(bytes), doubles: new Float64Array(bytes), names: keepsNames ? [] : undefined };
}
