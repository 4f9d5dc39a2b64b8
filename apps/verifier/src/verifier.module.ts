import { KafkaModule } from '@latchkey/kafka';
import { CallersInKeyring, KeyringModule } from '@latchkey/keyring';
import { CALLERS } from '@latchkey/runtime';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { UsageReporter } from './usage/usage-reporter.js';
import type { VerifierEnv } from './verifier.env.js';
import { AwaitedState } from './verify/awaited-state.js';
import { VerifyController } from './verify/verify.controller.js';
import { VerifyMetrics } from './verify/verify.metrics.js';
import { VerifyToken } from './verify/verify-token.js';

@Module({})
export class VerifierModule {
  static with(env: VerifierEnv): DynamicModule {
    return {
      module: VerifierModule,
      imports: [
        KafkaModule.with(env),
        KeyringModule.with({ staleAfterSeconds: env.VERIFIER_STALENESS_BOUND_SECONDS, onStale: env.VERIFIER_ON_STALE }),
      ],
      controllers: [VerifyController],
      providers: [{ provide: CALLERS, useExisting: CallersInKeyring }, VerifyToken, AwaitedState, VerifyMetrics, UsageReporter],
    };
  }
}
