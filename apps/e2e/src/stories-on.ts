import { afterAll, beforeAll, it } from '@jest/globals';
import { System, type SystemOptions } from './system.js';

const shown = 200;
const limitMs = 120_000;

export interface StoryOptions extends SystemOptions {
  /** How long the scene may take to be set. */
  readonly sceneMs?: number;
}

type Story<Scene> = (title: string, tell: (scene: Scene) => Promise<void>, timeoutMs?: number) => void;

/** Tests that share one system and what `begin` makes of it. It ends after them in any case; when one fails, the last lines of the services’ logs are shown, those of requests left out. */
export function storiesOn<Scene>({ sceneMs = limitMs, ...options }: StoryOptions, begin: (system: System) => Promise<Scene>): Story<Scene> {
  const system = new System(options);
  let scene: Scene;
  beforeAll(async () => {
    scene = await withLogs(system, async () => {
      await system.prepare();
      return begin(system);
    });
  }, sceneMs);
  afterAll(() => system.end(), limitMs);
  return (title, tell, timeoutMs = limitMs) => it(title, () => withLogs(system, () => tell(scene)), timeoutMs);
}

async function withLogs<T>(system: System, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const told = system.lines.filter((line) => !line.includes('"msg":"request"'));
    process.stderr.write(`${told.slice(-shown).join('\n')}\n`);
    throw error;
  }
}
