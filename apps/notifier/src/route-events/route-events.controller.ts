import { OnGroupBatch } from '@latchkey/kafka';
import type { Batch } from '@latchkey/kafka';
import { Controller } from '@nestjs/common';
import { RouteEvents } from './route-events.js';

@Controller()
export class RouteEventsController {
  constructor(private readonly routeEvents: RouteEvents) {}

  @OnGroupBatch({ group: 'notifier.routing', topics: ['token-events'] })
  async route(batch: Batch<'token-events'>): Promise<void> {
    await this.routeEvents.execute(batch, new Date());
  }
}
