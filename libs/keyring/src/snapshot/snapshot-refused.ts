export const refusalReasons = ['torn', 'foreign', 'old', 'out_of_range', 'generation', 'unheard', 'failed'] as const;
/**
 * `torn`: not all that was written; `foreign`: of another topic, cluster, layout or version; `out_of_range`: the topic does not hold where reading would go on; `generation`:
 * the topic was made anew; `unheard`: no heartbeat came to say of which one it is; `failed`: it could not be read.
 */
export type RefusalReason = (typeof refusalReasons)[number];

/** A snapshot that is not used, and for which Kafka is read from the start. */
export class SnapshotRefusedError extends Error {
  constructor(
    readonly reason: RefusalReason,
    options?: ErrorOptions,
  ) {
    super(`The snapshot is not used: ${reason}.`, options);
    this.name = 'SnapshotRefusedError';
  }
}
