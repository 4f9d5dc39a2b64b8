import { z } from 'zod';
import { instant } from '../tokens/token-fields.js';

const daySeconds = 24 * 60 * 60;

/** The body of `POST /automation-tokens/{id}/rotate`; none asks for the defaults. */
export const rotateTokenRequest = z
  .strictObject({
    overlap_seconds: z.int().min(0).max(30 * daySeconds).default(daySeconds).describe('how long the old token works on; 0 revokes it at once'),
    expires_at: instant.nullable().optional().describe('of the successor; absent: as long a life as its predecessor was given, as far as that may be; `null`: never'),
  })
  .prefault({});

export type RotateTokenRequest = z.infer<typeof rotateTokenRequest>;
