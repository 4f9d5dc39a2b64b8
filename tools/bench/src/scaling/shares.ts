import { setTimeout as pause } from 'node:timers/promises';
import type { App, Service } from '@latchkey/stack';
import type { Progress } from './progress.js';

const lookEveryMs = 100;

/** The places, each a topic and a partition of it, of which a service says in its metrics that it has read there since partitions were last shared out. `consumer` is the group. */
export function placesIn(metrics: string, consumer: App): string[] {
  const lines = metrics.matchAll(new RegExp(`^latchkey_consumer_lag_records\\{consumer="${consumer}",topic="([^"]+)",partition="(\\d+)"\\}`, 'gm'));
  return [...lines].map(([, topic, partition]) => `${topic}/${partition}`);
}

/** Whether each has some of the places, and each place one that reads it. */
export function isSharedOut(held: readonly (readonly string[])[], places: readonly string[]): boolean {
  const all = held.flat();
  return held.every((own) => own.length > 0) && all.length === new Set(all).size && places.every((place) => all.includes(place));
}

/** Resolves once each instance has read of its share; throws where the backlog was gone before. Answers how many places each has. */
export async function untilSharedOut(instances: readonly Service[], places: readonly string[], progress: Progress): Promise<number[]> {
  for (;;) {
    const held = await Promise.all(instances.map(heldBy));
    if (isSharedOut(held, places)) return held.map(({ length }) => length);
    if (progress.latest.left === 0) throw new Error(`nothing was left before each had its share, ${held.map(({ length }) => length).join(', ')} of ${places.length}: there has to be more`);
    await pause(lookEveryMs);
  }
}

async function heldBy({ app, url }: Service): Promise<string[]> {
  return placesIn(await (await fetch(`${url}/metrics`)).text(), app);
}
