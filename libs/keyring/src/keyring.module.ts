import { Readiness } from '@latchkey/runtime';
import { type DynamicModule, Module, type OnModuleInit, type Provider } from '@nestjs/common';
import { CallersInKeyring } from './callers-in-keyring.js';
import { KEYRING_OPTIONS, type KeyringOptions, noBound } from './keyring-options.js';
import { KeyringController } from './keyring.controller.js';
import { KeyringMetrics } from './keyring.metrics.js';
import { Keyring } from './keyring.js';
import { SnapshotKeeper } from './snapshot/snapshot-keeper.js';
import { SnapshotMetrics } from './snapshot/snapshot.metrics.js';
import { SnapshotStore } from './snapshot/snapshot-store.js';
import { TokenStateReplica } from './token-state-replica.js';

/** Provides Keyring and CallersInKeyring, fed from token-state by the service's BatchServer. The service is ready once it has caught up. */
@Module({})
export class KeyringModule implements OnModuleInit {
  constructor(
    private readonly keyring: Keyring,
    private readonly readiness: Readiness,
  ) {}

  static with(given: Partial<KeyringOptions> = {}): DynamicModule {
    const options = { ...noBound, ...given };
    return {
      module: KeyringModule,
      global: true,
      controllers: [KeyringController],
      providers: [
        { provide: KEYRING_OPTIONS, useValue: options },
        ...feedProviders(options),
        Keyring,
        KeyringMetrics,
        CallersInKeyring,
      ],
      exports: [Keyring, CallersInKeyring],
    };
  }

  onModuleInit(): void {
    const { keyring } = this;
    this.readiness.add('keyring', () => ({
      up: keyring.ready,
      details: { tokens: keyring.size, staleness_ms: keyring.stalenessMs(), unreadable: keyring.unreadable },
    }));
  }
}

function feedProviders({ names, snapshot }: KeyringOptions): Provider[] {
  if (!snapshot) return [{ provide: TokenStateReplica, useFactory: () => new TokenStateReplica({ names }) }];
  if (names) throw new TypeError('a keyring with names has no snapshot: it does not hold them');
  const { path, everySeconds } = snapshot;
  return [
    { provide: SnapshotStore, useFactory: () => new SnapshotStore(path) },
    { provide: TokenStateReplica, useFactory: (store: SnapshotStore) => new TokenStateReplica({}, store), inject: [SnapshotStore] },
    {
      provide: SnapshotKeeper,
      useFactory: (replica: TokenStateReplica, store: SnapshotStore) => new SnapshotKeeper(replica, store, everySeconds),
      inject: [TokenStateReplica, SnapshotStore],
    },
    SnapshotMetrics,
  ];
}
