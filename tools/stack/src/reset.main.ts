import { readdirSync, realpathSync, rmSync } from 'node:fs';
import { runCommand } from './command.js';
import { kafkaVolume } from './infrastructure.js';
import { runs } from './kafka/java.js';
import { kafkaVersion } from './kafka/kafka-version.js';
import { say } from './terminal.js';
import { local } from './workspace.js';

function wipe(path: string): void {
  // Postgres may lie elsewhere, behind a link.
  for (const each of new Set([realpathSync(path), path])) rmSync(each, { recursive: true, force: true });
}

function wipeAllBut(folder: string, kept: readonly string[]): void {
  for (const entry of readdirSync(folder)) {
    if (!kept.includes(entry)) wipe(`${folder}/${entry}`);
  }
}

/** Under the name of the stack, so that nothing is wiped from under a running one. */
await runCommand({ name: 'stack', codeOnSignal: 0 }, async (children) => {
  wipeAllBut(local(), ['run', 'kafka']);
  wipeAllBut(local('kafka'), [kafkaVersion]);
  if (runs('docker', ['volume', 'inspect', kafkaVolume], process.env)) {
    await children.run('docker', ['volume', 'rm', kafkaVolume], { name: 'docker volume rm' });
  }
  say('The local data are wiped; the Kafka that was fetched is kept.');
  return 0;
});
