import { BatchServer } from '@latchkey/kafka';
import { type DynamicModule, Module, Optional } from '@nestjs/common';
import { HealthModule } from '../health/health.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { OpenApiModule } from '../openapi/openapi.module.js';

@Module({})
export class ServiceModule {
  /** A service that consumes imports `KafkaModule`, which is global; any other has no strategy. */
  constructor(@Optional() readonly batches?: BatchServer) {}
}

/** A service's own module, with what every service has. */
export function serviceModule(rootModule: DynamicModule): DynamicModule {
  return { module: ServiceModule, imports: [rootModule, HealthModule, MetricsModule, OpenApiModule] };
}
