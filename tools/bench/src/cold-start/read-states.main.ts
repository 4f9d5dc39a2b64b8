import 'reflect-metadata';
import { bareReading } from './bare-reading.js';
import { keyringReading } from './keyring-reading.js';
import { topic } from './topic.js';

/** Reads token-state in a process of its own, and writes one line of JSON: how long it took, and of that on a processor. */
const [kind = '', of = ''] = process.argv.slice(2);
const { ms, cpu } = await (kind === 'keyring' ? keyringReading : bareReading)(topic.parse(JSON.parse(of)));
process.stdout.write(JSON.stringify({ ms, cpuMs: (cpu.user + cpu.system) / 1000 }), () => process.exit());
