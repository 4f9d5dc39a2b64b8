import { Readiness } from '@latchkey/runtime';
import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { CallersInKeyring } from './callers-in-keyring.js';
import { KEYRING_OPTIONS, type KeyringOptions, noBound } from './keyring-options.js';
import { KeyringController } from './keyring.controller.js';
import { KeyringMetrics } from './keyring.metrics.js';
import { Keyring } from './keyring.js';
import { TokenStateReplica } from './token-state-replica.js';

/** Provides Keyring and CallersInKeyring, fed from token-state by the service's BatchServer. The service is ready once it has caught up. */
@Module({})
export class KeyringModule implements OnModuleInit {
  constructor(
    private readonly keyring: Keyring,
    private readonly readiness: Readiness,
  ) {}

  static with(options: Partial<KeyringOptions> = {}): DynamicModule {
    return {
      module: KeyringModule,
      global: true,
      controllers: [KeyringController],
      providers: [
        { provide: KEYRING_OPTIONS, useValue: { ...noBound, ...options } },
        { provide: TokenStateReplica, useFactory: () => new TokenStateReplica({ names: options.names ?? noBound.names }) },
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
