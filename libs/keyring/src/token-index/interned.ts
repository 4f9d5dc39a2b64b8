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

  /** How many different ones are held. */
  get size(): number {
    return this.numbers.size;
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

  /** The same of a number that is held. */
  holdAgain(number: number): number {
    this.at(number).holders += 1;
    return number;
  }

  has(number: number): boolean {
    return this.kept[number] !== undefined;
  }

  value(number: number): T {
    return this.at(number).value;
  }

  /** The value goes with its last holder, and its number is given to another. */
  release(number: number): void {
    const one = this.at(number);
    one.holders -= 1;
    if (one.holders > 0) return;
    this.numbers.delete(one.key);
    this.kept[number] = undefined;
    this.free.push(number);
  }

  private at(number: number): Kept<T> {
    const one = this.kept[number];
    if (!one) throw new RangeError('nobody holds it');
    return one;
  }
}
