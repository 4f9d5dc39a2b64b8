import { Keyring } from '@latchkey/keyring';
import type { KeyringEntry } from '@latchkey/keyring';
import { Injectable } from '@nestjs/common';

const waitMs = 1_000;
const maxWaiters = 1_000;

/** Waits until a write that its writer was told of has come through Kafka: a second at most, and no more than a thousand at a time. */
@Injectable()
export class AwaitedState {
  private waiters = 0;

  constructor(private readonly keyring: Keyring) {}

  /** Whether what `look` finds at the digest comes to be of the token and at least of the sequence that `atLeast` names, as `<token id>@<sequence>`. */
  async reached(atLeast: string, digest: string, look: () => KeyringEntry | undefined): Promise<boolean> {
    if (reaches(look(), atLeast)) return true;
    if (this.waiters >= maxWaiters) return false;
    const signal = AbortSignal.timeout(waitMs);
    this.waiters += 1;
    try {
      while (!signal.aborted) {
        await this.keyring.change(digest, signal);
        if (reaches(look(), atLeast)) return true;
      }
      return false;
    } finally {
      this.waiters -= 1;
    }
  }
}

function reaches(entry: KeyringEntry | undefined, atLeast: string): boolean {
  const [id, sequence] = atLeast.split('@');
  return entry !== undefined && entry.state.id === id && entry.state.sequence >= Number(sequence);
}
