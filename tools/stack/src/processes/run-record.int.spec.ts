import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Child } from './child.js';
import { Children } from './children.js';
import { RunRecord } from './run-record.js';
import { startTime } from './start-time.js';

const forEver = 'setInterval(() => {}, 1e6)';
const started: Child[] = [];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-record-'));
});
afterEach(async () => {
  for (const child of started.splice(0)) await child.kill();
  rmSync(folder, { recursive: true });
});

async function sleeper(name: string): Promise<Child> {
  const child = await Child.start(process.execPath, ['-e', forEver], { name, layer: 'kafka', ownGroup: true });
  started.push(child);
  return child;
}

/** The pid of a process that is no more. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

/** What a run that was killed leaves behind. */
async function leaveBehind(children: object[], scratch: string[] = []): Promise<void> {
  writeFileSync(join(folder, 'stack.json'), JSON.stringify({ pid: await deadPid(), started: '1', scratch, children }));
}

const recorded = (child: Child, started = startTime(child.pid)): object => ({ pid: child.pid, started, name: child.name, stopSignal: 'SIGTERM', ownGroup: true });

describe('a run record', () => {
  it('lets one run of a name live at a time', async () => {
    const first = await RunRecord.claim(folder, 'stack');
    await expect(RunRecord.claim(folder, 'stack')).rejects.toThrow(`as process ${process.pid}`);
    const other = await RunRecord.claim(folder, 'test-1');
    first.release();
    other.release();
    (await RunRecord.claim(folder, 'stack')).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('names the processes that live, and them alone', async () => {
    const record = await RunRecord.claim(folder, 'stack');
    const children = new Children(record);
    const named = (): unknown => (JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8')) as { children: unknown }).children;
    const child = await children.start(process.execPath, ['-e', forEver], { name: 'kafka', layer: 'kafka' });
    expect(named()).toEqual([recorded(child)]);
    await children.stop();
    expect(named()).toEqual([]);
    record.release();
  });

  it('takes its temporary directories with it', async () => {
    const record = await RunRecord.claim(folder, 'test-1');
    const scratch = join(folder, 'scratch');
    mkdirSync(scratch);
    record.addScratch(scratch);
    record.release();
    expect(existsSync(scratch)).toBe(false);
  });
});

describe('what a killed run left behind', () => {
  it('is ended by the next run, whatever its name', async () => {
    const orphan = await sleeper('kafka');
    const scratch = join(folder, 'scratch');
    mkdirSync(scratch);
    await leaveBehind([recorded(orphan)], [scratch]);
    (await RunRecord.claim(folder, 'test-1')).release();
    expect(startTime(orphan.pid)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is never a process that got the pid of one of its own since', async () => {
    const stranger = await sleeper('stranger');
    await leaveBehind([recorded(stranger, '1')]);
    (await RunRecord.claim(folder, 'stack')).release();
    expect(startTime(stranger.pid)).toBeDefined();
  });

  it('may be a record that cannot be read', async () => {
    writeFileSync(join(folder, 'stack.json'), '{ torn');
    (await RunRecord.claim(folder, 'stack')).release();
    expect(readdirSync(folder)).toEqual([]);
  });
});
