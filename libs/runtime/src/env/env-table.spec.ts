import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { port } from './env-fields.js';
import { envTable } from './env-table.js';

describe('envTable', () => {
  it('says of each variable what it is, and which are needed', () => {
    expect(envTable(z.object({ A_PORT: port(3001), A_URL: z.url().describe('where it is') }))).toBe(
      ['| variable | meaning |', '|---|---|', '| `A_PORT` | a port to listen on, default 3001 |', '| `A_URL` | **required**: where it is |'].join('\n'),
    );
  });

  it('says of a secret that a file may hold it', () => {
    const secret = z.string().optional().meta({ description: 'a key', secret: true });
    expect(envTable(z.object({ A_KEY: secret }))).toContain('\n| `A_KEY`, `A_KEY_FILE` | a key |');
  });
});
