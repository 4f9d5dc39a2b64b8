export interface JsonBounds {
  /** Objects and lists within each other, the outermost included. */
  readonly maxDepth: number;
  /** As JSON without white space. */
  readonly maxBytes: number;
}

/** Why this, which was JSON, could not be kept; undefined where it can. Walks without recursion: what comes in may be nested as deep as it is long. */
export function faultOfJson(value: unknown, { maxDepth, maxBytes }: JsonBounds): string | undefined {
  const waiting: [unknown, number][] = [[value, 1]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [each, depth] = next;
    // `1e999` is JSON and read as Infinity, which no JSON can say again.
    if (typeof each === 'number' && !Number.isFinite(each)) return 'has a number that is out of range';
    if (typeof each !== 'object' || each === null) continue;
    if (depth > maxDepth) return `is nested more than ${maxDepth} deep`;
    for (const inner of Object.values(each)) waiting.push([inner, depth + 1]);
  }
  return Buffer.byteLength(JSON.stringify(value)) > maxBytes ? `is more than ${maxBytes} bytes as JSON` : undefined;
}
