import { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.js';
import type { Signer, Verifier } from './note-keys.js';
import type { TreeHead } from '../tree/check-proofs.js';

export interface LogKeysEnv {
  readonly AUDITOR_SIGNING_KEY?: Signer | undefined;
  readonly AUDITOR_FORMER_KEYS: readonly Verifier[];
  readonly AUDITOR_LOG_ORIGIN?: string | undefined;
}

/** With what the logs of this deployment are signed, and by what their checkpoints are known. */
export class LogKeys {
  constructor(
    /** Without one nothing is signed. */
    readonly signer: Signer | undefined,
    private readonly former: readonly Verifier[],
    private readonly origin: string | undefined,
  ) {}

  static of(env: LogKeysEnv): LogKeys {
    return new LogKeys(env.AUDITOR_SIGNING_KEY, env.AUDITOR_FORMER_KEYS, env.AUDITOR_LOG_ORIGIN ?? env.AUDITOR_SIGNING_KEY?.name);
  }

  /** The one that signs first. */
  get verifiers(): readonly Verifier[] {
    return [...(this.signer ? [this.signer.verifier] : []), ...this.former];
  }

  /** By what a log is known to the world: where its tiles are, if the origin is the public address of `/logs` without its scheme. */
  originOf(log: string): string | undefined {
    return this.origin === undefined ? undefined : `${this.origin}/${log}`;
  }

  sign(log: string, head: TreeHead): string {
    const origin = this.originOf(log);
    if (!this.signer || origin === undefined) throw new Error('there is no signing key');
    return signCheckpoint({ origin, ...head }, this.signer);
  }

  /** Undefined where no listed key has signed it, or it is no checkpoint. */
  open(note: string): Checkpoint | undefined {
    return openCheckpoint(note, this.verifiers);
  }

  /** The same, and undefined where it is of another log: its signature would be as good. */
  openOf(log: string, note: string): Checkpoint | undefined {
    const checkpoint = this.open(note);
    return checkpoint?.origin.endsWith(`/${log}`) ? checkpoint : undefined;
  }
}
