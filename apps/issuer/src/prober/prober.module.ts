import { CALLERS, type CallerDirectory } from '@latchkey/runtime';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ProbeRevocation } from './probe-revocation.js';
import { ProbedIssuer } from './probed-issuer.js';
import { ProberLoop } from './prober-loop.js';
import { PROBER_SETTINGS, proberSettings } from './prober-settings.js';
import type { ProberEnv } from './prober.env.js';
import { ProberMetrics } from './prober.metrics.js';

/** There is nothing to ask of it but its health and metrics. */
const nobody: CallerDirectory = { find: () => undefined };

/** A process of its own that knows nothing of the issuer but its API. */
@Module({})
export class ProberModule {
  static with(env: ProberEnv): DynamicModule {
    return {
      module: ProberModule,
      providers: [{ provide: CALLERS, useValue: nobody }, { provide: PROBER_SETTINGS, useValue: proberSettings(env) }, ProberMetrics, ProbedIssuer, ProbeRevocation, ProberLoop],
    };
  }
}
