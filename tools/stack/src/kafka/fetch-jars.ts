import { copyFileSync, existsSync, mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Children } from '../processes/children.js';
import { Progress } from '../progress.js';
import { StackError } from '../stack-error.js';
import { jarsDirectory, kafkaVersion, pomFile } from './kafka-version.js';

const jarsFromNothing = 94;
const strictChecksums = '-C';
const downloaded = /Downloaded from \S+ \S+\.jar \(([\d.]+) (kB|MB)/;

/** Whether the jars that the pom names are here: it lies beside them as it was when they were fetched. */
export function haveJars(): boolean {
  const pom = join(jarsDirectory, 'pom.xml');
  return existsSync(pom) && readFileSync(pom).equals(readFileSync(pomFile));
}

/** The megabytes of a jar that a line of Maven's tells of; undefined for any other line. */
export function megabytesOfJar(line: string): number | undefined {
  const [, size, unit] = downloaded.exec(line) ?? [];
  return size === undefined ? undefined : Number(size) / (unit === 'kB' ? 1000 : 1);
}

/** Fetches Kafka by Maven, once; an interrupted fetch leaves nothing that could pass for a whole one. */
export async function fetchJars(children: Children): Promise<void> {
  if (haveJars()) return;
  mkdirSync(dirname(jarsDirectory), { recursive: true });
  const draft = mkdtempSync(`${jarsDirectory}.fetching-`);
  try {
    await runMaven(children, join(draft, 'libs'));
    copyFileSync(pomFile, join(draft, 'pom.xml'));
    rmSync(jarsDirectory, { recursive: true, force: true });
    renameSync(draft, jarsDirectory);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function runMaven(children: Children, target: string): Promise<void> {
  const progress = new Progress(`Fetching Kafka ${kafkaVersion} by Maven`, jarsFromNothing);
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${target}`, '-DincludeScope=runtime'];
  const maven = await children.start('mvn', ['-B', strictChecksums, '-f', pomFile, ...goal], { name: 'maven', layer: 'command' });
  const [errors, got] = [[] as string[], { jars: 0, megabytes: 0 }];
  maven.onLine((line) => {
    if (line.includes('ERROR')) errors.push(line);
    const megabytes = megabytesOfJar(line);
    if (megabytes === undefined) return;
    got.jars += 1;
    got.megabytes += megabytes;
    progress.show(got.jars, `${got.jars} jars, ${got.megabytes.toFixed(1)} MB`);
  });
  const { code } = await maven.exited;
  if (code !== 0) throw new StackError(`Maven could not fetch Kafka ${kafkaVersion}:\n${errors.slice(0, 5).join('\n')}`);
  progress.end(got.jars === 0 ? 'taken from Maven’s own cache' : `${got.jars} jars, ${got.megabytes.toFixed(1)} MB`);
}
