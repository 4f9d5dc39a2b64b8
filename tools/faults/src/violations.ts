/** What was promised and not kept: the run fails. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** What the load has met that must never be, until somebody looks. */
export class Violations {
  private readonly found: string[] = [];

  add(what: string): void {
    this.found.push(`${new Date().toISOString()} ${what}`);
  }

  /** Throws where there is any. */
  check(): void {
    const [first] = this.found;
    if (first === undefined) return;
    throw new Violation(this.found.slice(0, 20).join('\n'));
  }
}
