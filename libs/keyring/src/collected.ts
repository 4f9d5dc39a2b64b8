import { Counter, Gauge } from 'prom-client';

/** A gauge of the keyring whose value is read when it is asked for. */
export function gauged(name: string, help: string, read: () => number): Gauge {
  const collect = function (this: Gauge): void {
    this.set(read());
  };
  return new Gauge({ name: `latchkey_keyring_${name}`, help, registers: [], collect });
}

/** The same of a counter, by its labels. */
export function counted<L extends string = never>(name: string, help: string, read: () => Iterable<[Partial<Record<L, string>>, number]>, labelNames: readonly L[] = []): Counter<L> {
  const collect = function (this: Counter<L>): void {
    this.reset();
    for (const [labels, count] of read()) this.inc(labels, count);
  };
  return new Counter({ name: `latchkey_keyring_${name}_total`, help, labelNames, registers: [], collect });
}
