import { z } from 'zod';
import { OneConnection, question } from '../one-connection.js';

const issued = z.object({ id: z.string() });
const everyMs = 5;
const path = '/automation-tokens';

/** Beyond these a machine does not keep the pace; what falls due is left out, else the queue alone would be measured. */
const mostUnderWay = 32;

/**
 * Changes of other tokens, begun at their pace whether or not those before were answered: of three one issues a token, one updates it and one revokes it.
 */
export class Changes {
  private begun = 0;
  private done = 0;
  private readonly underWay = new Set<Promise<void>>();
  private failure: unknown;
  private readonly startedAt = performance.now();
  private readonly pacing: NodeJS.Timeout;
  private readonly idle: OneConnection[] = [];
  /** Issued and not yet updated, and updated and not yet revoked. */
  private readonly fresh: string[] = [];
  private readonly updated: string[] = [];

  constructor(
    private readonly issuerUrl: string,
    private readonly callerToken: string,
    perSecond: number,
  ) {
    this.pacing = setInterval(() => this.beginDue(((performance.now() - this.startedAt) * perSecond) / 1000), everyMs);
  }

  /** How many a second were answered until now. */
  get rate(): number {
    return (this.done / (performance.now() - this.startedAt)) * 1000;
  }

  /** Begins no more, and answers once all have been; throws what any of them has. */
  async end(): Promise<void> {
    clearInterval(this.pacing);
    await Promise.all(this.underWay);
    for (const connection of this.idle) connection.close();
    if (this.failure !== undefined) throw this.failure;
  }

  private beginDue(due: number): void {
    for (; this.begun < due; this.begun++) if (this.underWay.size < mostUnderWay) this.begin();
  }

  private begin(): void {
    const change = this.next()
      .then(() => void this.done++)
      .catch((error: unknown) => void (this.failure ??= error))
      .finally(() => this.underWay.delete(change));
    this.underWay.add(change);
  }

  /** One whose turn it is to be updated or revoked may not have been issued yet. */
  private async next(): Promise<void> {
    const turn = this.begun % 3;
    const id = turn === 1 ? this.fresh.shift() : turn === 2 ? this.updated.shift() : undefined;
    if (id === undefined) {
      this.fresh.push(issued.parse(JSON.parse(await this.ask(201, 'POST', path, { name: 'bench', role: 'engineer' }))).id);
    } else if (turn === 1) {
      await this.ask(200, 'PATCH', `${path}/${id}`, { name: 'changed' });
      this.updated.push(id);
    } else {
      await this.ask(204, 'DELETE', `${path}/${id}`);
    }
  }

  private async ask(status: number, method: string, path: string, json?: object): Promise<string> {
    const connection = this.idle.pop() ?? (await OneConnection.open(this.issuerUrl));
    const answer = await connection.ask(question(method, path, { authorization: `Bearer ${this.callerToken}` }, json));
    this.idle.push(connection);
    if (answer.status !== status) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.body}`);
    return answer.body;
  }
}
