import { existsSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { runCommand } from './command.js';
import { kafkaVolumes } from './infrastructure.js';
import { kafkaVersion } from './kafka/kafka-version.js';
import { removeVolume } from './kafka/run-from-image.js';
import { say } from './terminal.js';
import { local } from './workspace.js';

function wipe(path: string): void {
  // Postgres may lie elsewhere, behind a link.
  if (existsSync(path)) rmSync(realpathSync(path), { recursive: true });
  rmSync(path, { recursive: true, force: true });
}

function wipeAllBut(folder: string, kept: readonly string[]): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder)) {
    if (!kept.includes(entry)) wipe(`${folder}/${entry}`);
  }
}

/** Under the name of the stack, so that nothing is wiped from under a running one. */
await runCommand({ name: 'stack', codeOnSignal: 0 }, async () => {
  wipeAllBut(local(), ['run', 'kafka']);
  wipeAllBut(local('kafka'), [kafkaVersion]);
  for (const volume of kafkaVolumes) removeVolume(volume);
  say('The local data are wiped; the Kafka that was fetched is kept.');
  return 0;
});
