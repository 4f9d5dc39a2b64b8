import type { DataSource } from 'typeorm';
import type { RepublishTokens } from '../republish-tokens/republish-tokens.js';
import type { Generation } from './generation.js';
import type { GenerationStore } from './generation-store.js';

/** Has every token that is not buried sent again for a generation, however often it is interrupted. */
export class FillGeneration {
  constructor(
    private readonly dataSource: DataSource,
    private readonly republish: RepublishTokens,
    private readonly store: GenerationStore,
  ) {}

  /** Resumes after the last page that was appended. Resolves with the database's clock once all are appended. */
  async execute({ id, republishedTo }: Generation, signal: AbortSignal): Promise<Date | undefined> {
    await this.republish.execute({ after: republishedTo, signal, appended: (last) => this.store.saveRepublished(id, last) });
    return signal.aborted ? undefined : this.clock();
  }

  private async clock(): Promise<Date> {
    const rows: { now: Date }[] = await this.dataSource.query('select clock_timestamp() as now');
    return (rows[0] as { now: Date }).now;
  }
}
