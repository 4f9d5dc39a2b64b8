/** Conditions that must all hold, with their values: `%s` stands for the next of these, and no value ever stands in the text. */
export class Conditions {
  readonly values: unknown[] = [];
  private readonly all: string[] = [];
  private alternatives: readonly string[] = [];

  add(condition: string, ...values: unknown[]): this {
    const waiting = [...values];
    this.all.push(condition.replaceAll('%s', () => this.value(waiting.shift())));
    return this;
  }

  /** Of these, one is to hold besides. Nothing meets two of them. */
  either(conditions: readonly string[], value: unknown): this {
    const place = this.value(value);
    this.alternatives = conditions.map((condition) => condition.replace('%s', place));
    return this;
  }

  /** What is to hold, once for each alternative. */
  get texts(): readonly string[] {
    const always = this.all.join(' and ');
    return this.alternatives.length === 0 ? [always] : this.alternatives.map((alternative) => `${always} and ${alternative}`);
  }

  private value(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}
