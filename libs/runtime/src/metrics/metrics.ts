import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** This service's own registry: pass it as `registers: [metrics]`. */
@Injectable()
export class Metrics extends Registry implements OnApplicationShutdown {
  constructor() {
    super();
    collectDefaultMetrics({ register: this });
  }

  onApplicationShutdown(): void {
    this.clear();
  }
}
