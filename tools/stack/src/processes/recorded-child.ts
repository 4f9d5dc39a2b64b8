import { z } from 'zod';

/** A process, and when it started: another may get its pid. */
export const livingProcess = { pid: z.int().positive(), started: z.string() };

export const recordedChild = z.object({
  ...livingProcess,
  name: z.string(),
  stopSignal: z.enum(['SIGTERM', 'SIGINT']),
  ownGroup: z.boolean(),
  container: z.string().optional(),
});
export type RecordedChild = z.infer<typeof recordedChild>;
