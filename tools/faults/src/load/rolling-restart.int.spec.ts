import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CALLERS, Public, type Service, start } from '@latchkey/runtime';
import { eventually } from '@latchkey/testing';
import { Controller, Module, Post } from '@nestjs/common';
import { Violations } from '../violations.js';
import { ReadyFront } from './ready-front.js';

@Public()
@Controller('judge')
class JudgeController {
  @Post()
  async judge(): Promise<object> {
    await pause(20);
    return { active: true };
  }
}

@Module({ controllers: [JudgeController], providers: [{ provide: CALLERS, useValue: { find: () => undefined } }] })
class JudgeModule {}

/** A service as it is without Kafka and Postgres, at one address over all restarts. */
class Instance {
  private constructor(
    private readonly delaySeconds: number,
    private service: Service,
  ) {}

  static async launch(delaySeconds: number): Promise<Instance> {
    return new Instance(delaySeconds, await serve(delaySeconds, 0));
  }

  get url(): string {
    return this.service.url;
  }

  async isReady(): Promise<boolean> {
    return (await fetch(`${this.url}/health/ready`).catch(() => undefined))?.ok ?? false;
  }

  async restart(): Promise<void> {
    await this.close();
    this.service = await serve(this.delaySeconds, Number(new URL(this.url).port));
    await eventually(async () => expect(await this.isReady()).toBe(true));
  }

  close(): Promise<void> {
    return this.service.close();
  }
}

function serve(shutdownDelaySeconds: number, port: number): Promise<Service> {
  return start({ module: JudgeModule }, { name: 'judge', host: '127.0.0.1', port, logLevel: 'fatal', logSink: { write: () => undefined }, shutdownDelaySeconds });
}

const judged = '201 {"active":true}';
let instances: Instance[];
let front: ReadyFront;
beforeAll(async () => {
  instances = await Promise.all([Instance.launch(2), Instance.launch(2)]);
  front = await new ReadyFront(instances, new Violations()).open();
  await eventually(async () => expect(await ask()).toBe(judged), { timeoutMs: 20_000 });
});
afterAll(async () => {
  await front.close();
  await Promise.all(instances.map((instance) => instance.close()));
});

async function ask(): Promise<string> {
  const response = await fetch(`${front.url}/judge`, { method: 'POST', signal: AbortSignal.timeout(5_000) });
  return `${response.status} ${await response.text()}`;
}

it('of two instances behind something that sends to those that are ready each can be restarted, and nobody who asks notices', async () => {
  const answers = new Map<string, number>();
  let over = false;
  const asking = Array.from({ length: 4 }, async () => {
    while (!over) {
      const answer = await ask().catch((error: unknown) => String((error as Error).cause ?? error));
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  });
  try {
    for (const instance of instances) {
      await instance.restart();
      // Until the front has seen it, the other is all there is.
      await pause(1_000);
    }
  } finally {
    over = true;
    await Promise.all(asking);
  }
  expect([...answers.keys()]).toEqual([judged]);
  expect(answers.get(judged)).toBeGreaterThan(40);
});
