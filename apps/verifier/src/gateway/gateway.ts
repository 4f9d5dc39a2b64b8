import { once } from 'node:events';
import type { Server } from 'node:http';
import { Readiness } from '@latchkey/runtime';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { AuthorizeRequest } from './authorize-request.js';
import { GATEWAY_OPTIONS } from './gateway-options.js';
import type { GatewayOptions } from './gateway-options.js';
import { type Answered, gatewayServer } from './gateway-server.js';
import { GatewayMetrics } from './gateway.metrics.js';

/** Listens for gateways on a port of their own for as long as the service serves. */
@Injectable()
export class Gateway implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(Gateway.name);
  private readonly server: Server;

  constructor(
    authorizeRequest: AuthorizeRequest,
    private readonly metrics: GatewayMetrics,
    private readonly http: HttpAdapterHost,
    readiness: Readiness,
    @Inject(GATEWAY_OPTIONS) private readonly options: GatewayOptions,
  ) {
    this.server = gatewayServer({
      expiryNoticeDays: options.expiryNoticeDays,
      decide: (asking, original) => authorizeRequest.execute(asking, original),
      draining: () => readiness.draining,
      answered: (told) => this.record(told),
      failed: (error, requestId) => this.log.error({ msg: 'gateway request failed', err: error, request_id: requestId }),
      broken: () => this.metrics.countBroken(),
    });
  }

  /** On which it listens. */
  get port(): number | undefined {
    const address = this.server.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  /** The service’s port closes before anything else stops, and this one with it: no use is counted after the last was told. */
  onModuleInit(): void {
    const service = this.http.httpAdapter.getInstance<FastifyInstance>();
    service.addHook('preClose', () => this.close());
  }

  async onApplicationBootstrap(): Promise<void> {
    const { host, port } = this.options;
    await once(this.server.listen({ host, port }), 'listening');
    this.log.log({ msg: 'listening for gateways', host, port: this.port });
  }

  /** For a service that never came to listen. */
  async onModuleDestroy(): Promise<void> {
    await this.close();
  }

  /** Once what is under way is answered; what is idle is closed at once. */
  private async close(): Promise<void> {
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  /** These fields and no others: paths and addresses may hold what must not be kept. */
  private record({ mode, decision: { outcome, holder, target }, method, status, requestId, durationMs }: Answered): void {
    this.metrics.count(mode, outcome, durationMs);
    this.log.log({
      msg: 'gateway request',
      mode,
      outcome,
      method,
      permission: target?.permission ?? null,
      status,
      duration_ms: Math.round(durationMs * 100) / 100,
      request_id: requestId,
      ...(holder && { token_id: holder.tokenId, customer_id: holder.customerId }),
    });
  }
}
