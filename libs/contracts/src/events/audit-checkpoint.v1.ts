import { z } from 'zod';
import { defineEvent } from '../event.js';
import { sha256 } from '../fields.js';

/** Readers de-duplicate by (`log`, `size`); of one log they come in the order of their sizes, save where one is sent again. */
export const auditCheckpointSigned = defineEvent({
  type: 'audit.checkpoint-signed.v1',
  topic: 'audit-checkpoints',
  summary: 'A signed tree head of a provable log.',
  schema: z.strictObject({
    log: z.string().min(3).max(300),
    size: z.int().min(1),
    root_hash: sha256,
    /** The whole note as C2SP tlog-checkpoint has it: what is signed, and the signature. */
    checkpoint: z.string().min(1).max(10_000),
  }),
  key: ({ log }) => log,
});
