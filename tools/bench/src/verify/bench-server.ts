import { fileURLToPath } from 'node:url';
import type { Children } from '@latchkey/stack';
import { pinServer } from './cores.js';

/** Runs a program of this folder that listens, and answers the line of JSON that it then writes: its port, among others. */
export async function startBenchServer(program: string, args: readonly string[], children: Children): Promise<unknown> {
  const main = fileURLToPath(new URL(program, import.meta.url));
  const child = await children.start(process.execPath, ['--max-old-space-size=4096', main, ...args], { name: program, layer: 'service' });
  const line = await new Promise<string>((resolve, reject) => {
    child.onLine((text) => {
      if (text.startsWith('{')) resolve(text);
    });
    void child.exited.then(() => reject(new Error(`${program} does not listen`)));
  });
  pinServer(child.pid);
  return JSON.parse(line);
}
