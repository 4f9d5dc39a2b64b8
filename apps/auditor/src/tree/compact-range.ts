import { emptyRoot, nodeHash } from './hashes.js';

interface Peak {
  readonly width: number;
  readonly hash: Buffer;
}

/** A tree that leaves are only added to: as many hashes as its size has ones. */
export class CompactRange {
  private readonly peaks: Peak[] = [];

  append(leaf: Buffer): void {
    let peak: Peak = { width: 1, hash: leaf };
    for (let last = this.peaks.at(-1); last?.width === peak.width; last = this.peaks.at(-1)) {
      peak = { width: peak.width * 2, hash: nodeHash(last.hash, peak.hash) };
      this.peaks.pop();
    }
    this.peaks.push(peak);
  }

  root(): Buffer {
    const [last, ...before] = this.peaks.map(({ hash }) => hash).reverse();
    return last ? before.reduce((right, left) => nodeHash(left, right), last) : emptyRoot;
  }
}
