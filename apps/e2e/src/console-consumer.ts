import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect } from '@jest/globals';
import { Children, makeConsoleConsumer } from '@latchkey/stack';
import type { Guide } from './guide.js';
import type { System } from './system.js';

const attempts = 3;

/**
 * The lines that Kafka's console consumer writes of the audit topic, called as the guide says but for where this system has its own. It is called again where it took up
 * nothing in its ten seconds, as on a machine that has too much to do.
 */
export async function readConsole(system: System, guide: Guide): Promise<string[]> {
  const [line = ''] = guide.block('', 'kafka-console-consumer.sh').split('\n');
  const folder = join(guide.folder, 'console');
  mkdirSync(folder);
  await makeConsoleConsumer(join(folder, 'bin'), new Children());
  const path = [join(folder, 'bin'), process.env['PATH']].join(delimiter);
  for (let attempt = 1; ; attempt++) {
    const { code, stderr } = await system.shell('example-analyst', here(line, system), folder, { PATH: path });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^Processed a total of \d+ messages$/m) });
    const written = guide.read('console/audit.ndjson').trim();
    if (written !== '' || attempt === attempts) return written.split('\n');
  }
}

function here(line: string, system: System): string {
  const { KAFKA_BROKERS: brokers = '' } = system.environmentOf('example-analyst');
  const [address, topic] = [' 127.0.0.1:9092 ', ' latchkey.audit '];
  for (const part of [address, topic]) if (!line.includes(part)) throw new Error(`the guide does not say ${part} in: ${line}`);
  return line.replace(address, ` ${brokers} `).replace(topic, ` ${system.prefix}audit `);
}
