import { setMaxListeners } from 'node:events';
import { Keyring } from '@latchkey/keyring';
import { Injectable } from '@nestjs/common';
import type { KnownToken } from './known-token.js';

const waitMs = 1_000;
const maxWaiters = 1_000;

type State = Pick<KnownToken, 'id' | 'sequence'>;

/** How long one request waits, whatever it asks for. Any number may wait on one of these. */
export function patience(): AbortSignal {
  const signal = AbortSignal.timeout(waitMs);
  setMaxListeners(0, signal);
  return signal;
}

/** Waits until a write that its writer was told of has come through Kafka: a second at most, and no more than a thousand at a time. */
@Injectable()
export class AwaitedState {
  private waiters = 0;

  constructor(private readonly keyring: Keyring) {}

  /** Whether what `look` finds at the digest comes to be of the token and at least of the sequence that `atLeast` names, as `<token id>@<sequence>`. */
  async reached(atLeast: string, digest: string, look: () => State | undefined, until?: AbortSignal): Promise<boolean> {
    if (reaches(look(), atLeast)) return true;
    if (this.waiters >= maxWaiters) return false;
    const signal = until ?? patience();
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

function reaches(state: State | undefined, atLeast: string): boolean {
  const [id, sequence] = atLeast.split('@');
  return state !== undefined && state.id === id && state.sequence >= Number(sequence);
}
