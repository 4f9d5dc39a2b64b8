import { LongestGap } from '../report/longest-gap.js';
import type { Violations } from '../violations.js';
import { type Answers, type Asked, Asker } from './asker.js';
import { Gateway } from './gateway.js';
import { Lane } from './lane.js';
import type { Ledger } from './ledger.js';
import { issue, Writer } from './writer.js';

const writers = 4;
/** Each verifier is asked by so many. */
const askers = 2;
const [writeEachMs, askEachMs] = [160, 20];
/** A token that lives so long is issued each so long. One that took longer to issue would be refused as expired. */
const [livesMs, shortLivedEachMs, timeoutMs] = [8_000, 2_000, 5_000];

interface Named {
  readonly name: string;
  readonly url: string;
}

export interface Target {
  readonly caller: string;
  readonly issuers: readonly string[];
  readonly verifiers: readonly Named[];
  /** The address of all verifiers. */
  readonly front: Named;
  readonly boundMs: number;
}

/** The constant load: some twenty writes and some two hundred questions a second. */
export class Load {
  readonly writes = new LongestGap();
  readonly answers = new LongestGap();
  /** Of the verifiers’ answers since `begin`. */
  oldestStateMs = 0;
  /** Verifications at the front, since `begin`, that nobody has made, and why. */
  failed: string[] = [];
  private readonly lanes: readonly Lane[];

  constructor(
    private readonly target: Target,
    private readonly ledger: Ledger,
    private readonly violations: Violations,
    private readonly random: () => number,
  ) {
    this.begin();
    this.lanes = [...this.writing(), ...this.asking(), ...this.askingTheFront(), this.letExpire()];
  }

  /** From now on gaps are measured anew. */
  begin(): void {
    this.writes.begin(performance.now());
    this.answers.begin(performance.now());
    this.oldestStateMs = 0;
    this.failed = [];
  }

  async end(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.end()));
  }

  private writing(): Lane[] {
    return Array.from({ length: writers }, (_, n) => {
      const writer = new Writer(this.gateway(n), this.ledger, this.writes);
      return new Lane(writeEachMs, () => writer.next(), this.violations);
    });
  }

  private asking(): Lane[] {
    const answers = { answered: (stalenessMs: number | null) => this.answered(stalenessMs), failed: () => undefined };
    return this.target.verifiers.flatMap((verifier) => this.lanesOf(verifier, answers));
  }

  private askingTheFront(): Lane[] {
    const answers = { answered: () => undefined, failed: (why: string) => void this.failed.push(`${new Date().toISOString()} ${why}`) };
    return this.lanesOf({ ...this.target.front, several: true }, answers);
  }

  private lanesOf(verifier: Pick<Asked, 'name' | 'url' | 'several'>, answers: Answers): Lane[] {
    const { caller, boundMs } = this.target;
    const asker = new Asker({ ...verifier, caller, boundMs }, this.ledger, this.random, this.violations, answers);
    return Array.from({ length: askers }, () => new Lane(askEachMs, () => asker.next(), this.violations));
  }

  private letExpire(): Lane {
    const issuers = this.gateway(0);
    return new Lane(shortLivedEachMs, () => issue(issuers, this.ledger, { timeoutMs, livesMs }), this.violations);
  }

  /** To both issuers, beginning with the one or the other. */
  private gateway(n: number): Gateway {
    const { issuers, caller } = this.target;
    const first = n % issuers.length;
    return new Gateway([...issuers.slice(first), ...issuers.slice(0, first)], caller, this.violations);
  }

  private answered(stalenessMs: number | null): void {
    this.answers.happened(performance.now());
    this.oldestStateMs = Math.max(this.oldestStateMs, stalenessMs ?? 0);
  }
}
