interface Kept<T> {
  readonly key: string;
  readonly value: T;
  holders: number;
}

/** Values that many share, each kept once and for as long as somebody holds it. */
export class Interned<T> {
  private readonly numbers = new Map<string, number>();
  private readonly kept: (Kept<T> | undefined)[] = [];
  private readonly free: number[] = [];
  /** While numbers are pinned: what nobody held at some time since. */
  private idle: Set<number> | undefined;

  /** How many different ones are held. */
  get size(): number {
    return this.numbers.size - [...(this.idle ?? [])].filter((number) => this.at(number).holders === 0).length;
  }

  /** One above the highest number. */
  get end(): number {
    return this.kept.length;
  }

  /** The number of the value of this key, with one holder more; `make` is called where it is not kept yet. */
  hold(key: string, make: () => T): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return this.holdAgain(known);
    const number = this.free.pop() ?? this.kept.length;
    this.kept[number] = { key, value: make(), holders: 1 };
    this.numbers.set(key, number);
    return number;
  }

  /** The same of a number that is known, with so many more. */
  holdAgain(number: number, more = 1): number {
    this.at(number).holders += more;
    return number;
  }

  has(number: number): boolean {
    return this.kept[number] !== undefined;
  }

  value(number: number): T {
    return this.at(number).value;
  }

  /** The value goes with its last holder, and its number is given to another; both wait while numbers are pinned. */
  release(number: number): void {
    const one = this.at(number);
    one.holders -= 1;
    if (one.holders > 0) return;
    if (this.idle) this.idle.add(number);
    else this.drop(number, one);
  }

  /** From here on each number that stands for a value stands for it and no other, whoever lets it go: what was written down with it can still be read. */
  pin(): void {
    this.idle ??= new Set();
  }

  unpin(): void {
    const idle = this.idle ?? new Set();
    this.idle = undefined;
    for (const number of idle) {
      const one = this.at(number);
      if (one.holders === 0) this.drop(number, one);
    }
  }

  /** Takes a value in under the next number, or leaves that to another. Nobody holds it yet, so numbers have to be pinned. */
  adopt(one: { key: string; value: T } | undefined): void {
    const number = this.kept.length;
    this.kept.push(one && { ...one, holders: 0 });
    if (!one) return void this.free.push(number);
    this.numbers.set(one.key, number);
    this.idle?.add(number);
  }

  private drop(number: number, { key }: Kept<T>): void {
    this.numbers.delete(key);
    this.kept[number] = undefined;
    this.free.push(number);
  }

  private at(number: number): Kept<T> {
    const one = this.kept[number];
    if (!one) throw new RangeError('nobody holds it');
    return one;
  }
}
