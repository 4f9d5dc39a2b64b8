import { z } from 'zod';
import { OneConnection, question } from '../one-connection.js';

const issued = z.object({ id: z.string(), access_token: z.string() });
type Issued = z.infer<typeof issued>;
const everyMs = 5;
const path = '/automation-tokens';
/** One token’s changes wait for one another, so they are made by as many as would make them. */
const callers = 20;
const changer = { name: 'changer', roles: ['token_admin', 'engineer'], limit_workspaces: false };
const wanted = { name: 'bench', role: 'engineer' };

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
  private startedAt = 0;
  private pacing: NodeJS.Timeout | undefined;
  private readonly callers: string[] = [];
  private readonly idle: OneConnection[] = [];
  /** Issued and not yet updated, and updated and not yet revoked. */
  private readonly fresh: string[] = [];
  private readonly updated: string[] = [];

  private constructor(private readonly issuerUrl: string) {}

  static async start(issuerUrl: string, callerToken: string, perSecond: number): Promise<Changes> {
    const changes = new Changes(issuerUrl);
    while (changes.callers.length < callers) changes.callers.push((await changes.issue(callerToken, changer)).access_token);
    changes.startedAt = performance.now();
    changes.pacing = setInterval(() => changes.beginDue(((performance.now() - changes.startedAt) * perSecond) / 1000), everyMs);
    return changes;
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
    const caller = this.callers[this.begun % callers] as string;
    const id = turn === 1 ? this.fresh.shift() : turn === 2 ? this.updated.shift() : undefined;
    if (id === undefined) {
      this.fresh.push((await this.issue(caller, wanted)).id);
    } else if (turn === 1) {
      await this.ask(200, question('PATCH', `${path}/${id}`, headers(caller), { name: 'changed' }));
      this.updated.push(id);
    } else {
      await this.ask(204, question('DELETE', `${path}/${id}`, headers(caller)));
    }
  }

  private async issue(caller: string, token: object): Promise<Issued> {
    return issued.parse(JSON.parse(await this.ask(201, question('POST', path, headers(caller), token))));
  }

  private async ask(status: number, asked: Buffer): Promise<string> {
    const connection = this.idle.pop() ?? (await OneConnection.open(this.issuerUrl));
    const answer = await connection.ask(asked);
    this.idle.push(connection);
    if (answer.status !== status) throw new Error(`a change was answered ${answer.status}: ${answer.body}`);
    return answer.body;
  }
}

function headers(caller: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${caller}` };
}
