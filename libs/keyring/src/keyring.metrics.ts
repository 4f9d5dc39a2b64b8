import { Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { counted, gauged } from './collected.js';
import { Keyring } from './keyring.js';
import { TokenStateReplica } from './token-state-replica.js';

/** Shows what the keyring holds and how old it is. */
@Injectable()
export class KeyringMetrics {
  constructor(
    metrics: Metrics,
    keyring: Keyring,
    replica: TokenStateReplica,
  ) {
    const gauge = (name: string, help: string, read: () => number): void => metrics.registerMetric(gauged(name, help, read));
    const counter = (name: string, help: string, read: () => number): void => metrics.registerMetric(counted(name, help, () => [[{}, read()]]));
    gauge('tokens', 'Tokens known.', () => keyring.size);
    gauge('staleness_seconds', 'Every change acknowledged longer ago is known; NaN while no heartbeat has said so.', () => {
      const stalenessMs = keyring.stalenessMs();
      return stalenessMs === null ? NaN : stalenessMs / 1000;
    });
    counter('unreadable', 'Records of token-state that broke their contract.', () => replica.unreadable);
    counter('conflicts', 'States that named the digest of another token and were not taken.', () => replica.conflicts);
    counter('rebuilds', 'Times that token-state was found to be another one and read from the start.', () => replica.rebuilds);
  }
}
