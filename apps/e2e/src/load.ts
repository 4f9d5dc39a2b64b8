import type { Service } from '@latchkey/stack';
import type { Caller } from '@latchkey/stack/clients';

/** Callers that issue, change and revoke tokens without a pause, one change after another. A request that fails is thrown by `end`. */
export class Load {
  /** By token, the sequence of its last change that was acknowledged. */
  readonly acknowledged = new Map<string, number>();
  changes = 0;
  private over = false;
  private readonly workers: Promise<unknown>;

  constructor(
    private readonly caller: Caller,
    private readonly issuer: Service,
    workers: number,
  ) {
    this.workers = Promise.all(Array.from({ length: workers }, () => this.work()));
    // It is looked at when the load is ended.
    this.workers.catch(() => undefined);
  }

  async end(): Promise<void> {
    this.over = true;
    await this.workers;
  }

  private async work(): Promise<void> {
    const { caller, issuer } = this;
    while (!this.over) {
      const token = await caller.issue(issuer);
      this.acknowledge(token);
      for (const step of ['built', 'tested']) this.acknowledge(await caller.relabel(issuer, token, { step }));
      this.acknowledge(await caller.revoke(issuer, token));
    }
  }

  private acknowledge({ consistency }: { consistency: string }): void {
    const [id = '', sequence] = consistency.split('@');
    this.acknowledged.set(id, Number(sequence));
    this.changes++;
  }
}
