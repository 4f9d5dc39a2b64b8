import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { Child } from './child.js';
import type { ChildOptions } from './child.js';
import { Children } from './children.js';
import { startTime } from './start-time.js';

const started: Child[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) await child.kill();
});

const forEver = 'setInterval(() => {}, 1e6); console.log(`pid ${process.pid}`);';
const ignoring = (signal: string): string => `process.on('${signal}', () => {}); ${forEver}`;
/** Starts another that outlives it, and says its pid. */
const parent = `const { spawn } = require('node:child_process'); spawn(process.execPath, ['-e', ${JSON.stringify(ignoring('SIGTERM'))}], { stdio: 'inherit' }); setInterval(() => {}, 1e6);`;

async function start(program: string, options: Partial<ChildOptions> = {}): Promise<Child> {
  const child = await Child.start(process.execPath, ['-e', program], { name: 'child', layer: 'service', ...options });
  started.push(child);
  return child;
}

/** The pid that the program, or the one that it started, has said. */
async function said(child: Child): Promise<number> {
  return new Promise((resolve) => child.onLine((line) => resolve(Number(line.replace('pid ', '')))));
}

function groupOf(pid: number): string {
  return spawnSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}

describe('a child', () => {
  it('ends by its stop signal', async () => {
    const child = await start(forEver, { stopSignal: 'SIGINT' });
    await said(child);
    await child.stop();
    expect(await child.exited).toEqual({ code: null, signal: 'SIGINT' });
  });

  it('is killed where it does not end in time', async () => {
    const child = await start(ignoring('SIGTERM'), { graceMs: 100 });
    await said(child);
    await child.stop();
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('takes with it what it started, where it has a group of its own', async () => {
    const child = await start(parent, { ownGroup: true });
    const grandchild = await said(child);
    expect(startTime(grandchild)).toBeDefined();
    await child.stop();
    await eventually(() => expect(startTime(grandchild)).toBeUndefined());
  });

  it('stays in our group otherwise, so that what ends us ends it', async () => {
    const child = await start(forEver);
    expect(groupOf(child.pid)).toMatch(/\d/);
    expect(groupOf(child.pid)).toBe(groupOf(process.pid));
  });

  it('throws where the program cannot be run', async () => {
    await expect(Child.start('/nowhere/program', [], { name: 'none', layer: 'command' })).rejects.toThrow('ENOENT');
  });
});

describe('children', () => {
  it('stop from the services down to Postgres', async () => {
    const children = new Children();
    const ended: string[] = [];
    for (const layer of ['kafka', 'postgres', 'service'] as const) {
      const child = await children.start(process.execPath, ['-e', forEver], { name: layer, layer });
      void child.exited.then(() => ended.push(layer));
    }
    await children.stop();
    expect(ended).toEqual(['service', 'kafka', 'postgres']);
    await expect(children.start(process.execPath, ['-e', ''], { name: 'late', layer: 'command' })).rejects.toThrow('stopped');
  });

  it('tell of the first that ended unasked, commands excepted', async () => {
    const children = new Children();
    const run = async (name: string, program: string): Promise<Child> => children.start(process.execPath, ['-e', program], { name, layer: 'service' });
    await children.run(process.execPath, ['-e', ''], { name: 'command' });
    const asked = await run('asked', forEver);
    await asked.stop();
    const unasked = await run('unasked', 'process.exit(3)');
    expect(await children.lost).toBe(unasked);
    expect(await unasked.exited).toEqual({ code: 3, signal: null });
  });

  it('answer what a command wrote', async () => {
    const program = "console.log('out'); console.error('err'); process.exitCode = 4";
    expect(await new Children().run(process.execPath, ['-e', program], { name: 'command' })).toEqual({ code: 4, stdout: 'out\n', stderr: 'err\n' });
  });
});

describe('startTime', () => {
  it('is the same as long as a process lives, and none after', async () => {
    const child = await start(forEver);
    const first = startTime(child.pid);
    expect(first).toMatch(/./);
    expect(startTime(child.pid)).toBe(first);
    expect(startTime(process.pid)).not.toBeUndefined();
    await child.kill();
    expect(startTime(child.pid)).toBeUndefined();
  });
});
