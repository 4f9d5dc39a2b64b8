import { Injectable } from '@nestjs/common';

/** What one check found. Details are shown to anyone: numbers and states, never addresses or secrets. */
export interface Finding {
  readonly up: boolean;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

export type Check = () => Finding | Promise<Finding>;

/** What this service needs in order to answer. Each part adds its own check when it starts. */
@Injectable()
export class Readiness {
  readonly checks = new Map<string, Check>();
  private readonly stop = new AbortController();

  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** From now on the service says that it is not ready, while it goes on answering. */
  drain(): void {
    this.stop.abort();
  }

  get draining(): boolean {
    return this.stop.signal.aborted;
  }

  /** Aborts with `drain`: what would go on for as long as it is let ends here. */
  get ending(): AbortSignal {
    return this.stop.signal;
  }
}
