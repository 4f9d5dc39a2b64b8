import { cpus } from 'node:os';
import type { Service } from '@latchkey/stack';
import { gauge } from '@latchkey/stack/clients';
import type { Look } from './looks.js';

/** How far a backlog was read, and how much time of processors that had taken until then: seconds of the services that read it, and of all there is on this machine. */
export interface Mark extends Look {
  readonly services: number;
  readonly machine: number;
}

export async function mark(look: Look, services: readonly Service[]): Promise<Mark> {
  const used = await Promise.all(services.map((service) => gauge(service, 'process_cpu_seconds_total')));
  return { ...look, services: used.reduce((sum, seconds) => sum + seconds, 0), machine: machineSeconds() };
}

/** Of what was read between two marks. */
export interface Cost {
  readonly recordsPerSecond: number;
  /** Microseconds of processor time for each record. */
  readonly services: number;
  readonly machine: number;
}

export function costBetween(from: Mark, to: Mark): Cost {
  const records = from.left - to.left;
  return {
    recordsPerSecond: (records / (to.at - from.at)) * 1_000,
    services: ((to.services - from.services) / records) * 1_000_000,
    machine: ((to.machine - from.machine) / records) * 1_000_000,
  };
}

function machineSeconds(): number {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) / 1_000;
}
