import { LongestGap } from '../report/longest-gap.js';
import type { Violations } from '../violations.js';
import { Asker } from './asker.js';
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

export interface Target {
  readonly caller: string;
  readonly issuers: readonly string[];
  readonly verifiers: readonly { readonly name: string; readonly url: string }[];
  readonly boundMs: number;
}

/** The constant load: some twenty writes and some hundred and fifty questions a second. */
export class Load {
  readonly writes = new LongestGap();
  readonly answers = new LongestGap();
  /** Of the verifiers’ answers since `begin`. */
  oldestStateMs = 0;
  private readonly lanes: readonly Lane[];

  constructor(
    private readonly target: Target,
    private readonly ledger: Ledger,
    private readonly violations: Violations,
    private readonly random: () => number,
  ) {
    this.begin();
    this.lanes = [...this.writing(), ...this.asking(), this.letExpire()];
  }

  /** From now on gaps are measured anew. */
  begin(): void {
    this.writes.begin(performance.now());
    this.answers.begin(performance.now());
    this.oldestStateMs = 0;
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
    const { verifiers, caller, boundMs } = this.target;
    const answers = { answered: (stalenessMs: number | null) => this.answered(stalenessMs) };
    return verifiers.flatMap((verifier) => {
      const asker = new Asker({ ...verifier, caller, boundMs }, this.ledger, this.random, this.violations, answers);
      return Array.from({ length: askers }, () => new Lane(askEachMs, () => asker.next(), this.violations));
    });
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
