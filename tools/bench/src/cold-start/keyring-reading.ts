import { setTimeout as pause } from 'node:timers/promises';
import { BatchServer, KafkaModule } from '@latchkey/kafka';
import { Keyring, KeyringModule } from '@latchkey/keyring';
import { HealthModule, MetricsModule } from '@latchkey/runtime';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type Timed, timed } from './timed.js';
import type { Topic } from './topic.js';

/** Until a keyring has read all of token-state and may serve; what Nest takes to start is left out. */
export async function keyringReading({ brokers, prefix, tokens }: Topic): Promise<Timed> {
  const kafka = { KAFKA_BROKERS: [...brokers], KAFKA_TOPIC_PREFIX: prefix, KAFKA_SESSION_TIMEOUT_SECONDS: 30, KAFKA_SASL_MECHANISM: 'PLAIN' as const };
  @Module({ imports: [HealthModule, MetricsModule, KafkaModule.with(kafka), KeyringModule.with()] })
  class KeyringOnly {}
  const app = await NestFactory.create(KeyringOnly, new FastifyAdapter(), { logger: false });
  app.connectMicroservice({ strategy: app.get(BatchServer) });
  await app.init();
  const keyring = app.get(Keyring, { strict: false });
  const took = await timed(async () => {
    await app.startAllMicroservices();
    while (!keyring.ready) await pause(1);
  });
  if (keyring.size < tokens) throw new Error(`the keyring is ready with ${keyring.size} of ${tokens} tokens`);
  return took;
}
