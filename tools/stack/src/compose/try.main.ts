import { runCommand } from '../command.js';
import { walkThrough } from '../demo/walk-through.js';
import type { Children } from '../processes/children.js';
import { apps } from '../services/apps.js';
import { say } from '../terminal.js';
import { chain } from './chain.js';
import { ComposeProject } from './compose-project.js';
import { eventually } from './eventually.js';

const worksWithinMs = 60_000;

/** docker-compose.yml from nothing: the walk-through against the gateway, then each part killed in turn until all works again. */
await runCommand({ name: 'compose-try', codeOnSignal: 130 }, async (children) => {
  const [project, seconds] = await timed(() => ComposeProject.start(children));
  say(`everything is healthy after ${seconds} s, at ${project.url}`);
  const { customer_id, access_token } = await project.bootstrap();
  await eventually(() => chain(project.url, access_token), worksWithinMs);
  await paste(walkThroughAt(project.url, customer_id, access_token), children);
  for (const service of [...apps, 'gateway', 'kafka', 'postgres']) {
    const [, back] = await timed(() => project.crash(service));
    const [, works] = await timed(() => eventually(() => chain(project.url, access_token), worksWithinMs));
    say(`${service}: killed, healthy again after ${back} s; everything works ${works} s later`);
  }
  return 0;
});

function walkThroughAt(url: string, customer_id: string, access_token: string): string {
  const urls = { issuer_url: url, verifier_url: url, auditor_url: url, notifier_url: url };
  return walkThrough({ customer_id, access_token, ...urls, kafka_brokers: '', database_url: '' });
}

async function paste(commands: string, children: Children): Promise<void> {
  const shell = await children.run('bash', ['-euc', commands], { name: 'walk-through' });
  say(shell.stdout.replaceAll(/lka_\w+/g, 'lka_…') + shell.stderr);
}

async function timed<T>(work: () => Promise<T>): Promise<[T, string]> {
  const start = performance.now();
  const result = await work();
  return [result, ((performance.now() - start) / 1000).toFixed(1)];
}
