import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { Calls } from './calls.js';
import type { Figure } from './figure.js';
import { durationsOf, inTurns } from './in-turns.js';
import { fillTokens } from './many-tokens.js';
import { percentile } from './percentiles.js';
import { type Question, questions } from './questions.js';
import type { Bench } from './scene.js';

const load = { workers: 4, calls: 200 };
const warmUp = { ...load, calls: 50 };

/** How long it takes to find tokens among a million over HTTP, beside bare `pg` asking the same of the same tables. */
export function benchList(tokens: number): Bench {
  return async ({ databaseUrl, callerToken, start }) => {
    const issuer = await start('issuer');
    const pool = new Pool({ connectionString: databaseUrl, max: load.workers });
    const calls = new Calls(issuer.url, callerToken);
    const measure = async (question: Question): Promise<Figure[]> => {
      const asked = (): Promise<void> => calls.expect(200, 'GET', question.path(Math.random));
      const bare = async (): Promise<void> => {
        for (const { text, values } of question.statements(Math.random)) await pool.query({ text, values: [...values] });
      };
      await durationsOf(asked, warmUp);
      await durationsOf(bare, warmUp);
      const { measured, baseline } = await inTurns(() => durationsOf(asked, load), () => durationsOf(bare, load));
      return [0.5, 0.99].map((share) => ({
        name: `${question.name}, p${share * 100}`,
        unit: 'ms' as const,
        measured: measured.map((run) => percentile(run, share)),
        baseline: baseline.map((run) => percentile(run, share)),
        ...(share === 0.99 ? { aim: '20 ms' } : {}),
      }));
    };
    try {
      await generationComplete(pool);
      await fillTokens(databaseUrl, tokens);
      const figures: Figure[] = [];
      for (const question of questions(tokens)) figures.push(...(await measure(question)));
      return figures;
    } finally {
      calls.close();
      await pool.end();
    }
  };
}

/** Before that the issuer would send every token that it finds to Kafka. */
async function generationComplete(pool: Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ complete: boolean }>('select complete from issuer.token_state_generation');
    if (rows[0]?.complete) return;
    await pause(50);
  }
}
