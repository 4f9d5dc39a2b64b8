import { KafkaModule } from '@latchkey/kafka';
import { CallersInKeyring, KeyringModule } from '@latchkey/keyring';
import { CALLERS } from '@latchkey/runtime';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { gatewayProviders } from './gateway/gateway-providers.js';
import { IntrospectController } from './introspect/introspect.controller.js';
import { IntrospectToken } from './introspect/introspect-token.js';
import { UsageReporter } from './usage/usage-reporter.js';
import { UsageTally } from './usage/usage-tally.js';
import type { VerifierEnv } from './verifier.env.js';
import { AwaitedState } from './verify/awaited-state.js';
import { FirstHeartbeat } from './verify/first-heartbeat.js';
import { JudgeToken } from './verify/judge-token.js';
import { VerifyController } from './verify/verify.controller.js';
import { VerifyMetrics } from './verify/verify.metrics.js';
import { VerifyQuickly } from './verify/verify-quickly.js';
import { VerifyToken } from './verify/verify-token.js';
import { VerifyBatchController } from './verify-batch/verify-batch.controller.js';
import { VerifyBatch } from './verify-batch/verify-batch.js';

/** As many tokens in use in one minute, or kinds of their use while Kafka is away, are counted. */
const maxTallies = 100_000;

@Module({})
export class VerifierModule {
  static with(env: VerifierEnv): DynamicModule {
    return {
      module: VerifierModule,
      imports: [
        KafkaModule.with(env),
        KeyringModule.with({
          staleAfterSeconds: env.VERIFIER_STALENESS_BOUND_SECONDS,
          onStale: env.VERIFIER_ON_STALE,
          snapshot: env.VERIFIER_SNAPSHOT === undefined ? undefined : { path: env.VERIFIER_SNAPSHOT, everySeconds: env.VERIFIER_SNAPSHOT_SECONDS },
        }),
      ],
      controllers: [VerifyController, VerifyBatchController, IntrospectController],
      providers: [
        { provide: CALLERS, useExisting: CallersInKeyring },
        VerifyToken,
        VerifyQuickly,
        VerifyBatch,
        { provide: IntrospectToken, useFactory: (judgeToken: JudgeToken) => new IntrospectToken(judgeToken, env.PUBLIC_ISSUER_URL), inject: [JudgeToken] },
        JudgeToken,
        AwaitedState,
        VerifyMetrics,
        FirstHeartbeat,
        { provide: UsageTally, useFactory: () => new UsageTally(maxTallies) },
        UsageReporter,
        ...gatewayProviders(env),
      ],
    };
  }
}
