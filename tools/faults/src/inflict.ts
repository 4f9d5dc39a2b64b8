import { setTimeout as pause } from 'node:timers/promises';
import type { TcpLine } from '@latchkey/stack';
import type { Scenario } from './scenarios.js';
import type { LinedPart, Part } from './system/part.js';

/** By how much a slow line delays each direction. */
const slowByMs = 150;

/** Lets one fault befall its parts, and ends it. What was killed is started again, as an orchestrator would, which rolls on once all are `ready`; beyond that nobody helps. */
export async function inflict({ fault, seconds }: Scenario, parts: readonly LinedPart[], ready: () => Promise<unknown>): Promise<void> {
  const all = parts.map(({ part }) => part);
  const during = (): Promise<void> => pause(seconds * 1000);
  switch (fault) {
    case 'roll':
      return inTurn(all, () => ready().then(during));
    case 'kill':
      await Promise.all(all.map((part) => part.kill()));
      await during();
      await Promise.all(all.map((part) => part.restart()));
      return;
    case 'freeze':
      for (const part of all) part.freeze();
      await during();
      for (const part of all) part.thaw();
      return;
    case 'restart':
      return inTurn(all, during);
    case 'silence':
      for (const line of linesOf(parts)) line.fallSilent();
      await during();
      for (const line of linesOf(parts)) line.hear();
      return;
    case 'cut':
      await Promise.all(linesOf(parts).map((line) => line.cut()));
      await during();
      await Promise.all(linesOf(parts).map((line) => line.open()));
      return;
    case 'slow':
      for (const line of linesOf(parts)) line.slowBy(slowByMs);
      await during();
      for (const line of linesOf(parts)) line.slowBy(0);
      return;
  }
}

async function inTurn(parts: readonly Part[], between: () => Promise<void>): Promise<void> {
  for (const part of parts) {
    await part.stop();
    await part.restart();
    await between();
  }
}

function linesOf(parts: readonly LinedPart[]): TcpLine[] {
  return parts.flatMap(({ line }) => (line ? [line] : []));
}
