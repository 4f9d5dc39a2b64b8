import type { OutgoingRecord } from '@latchkey/contracts';
import { EventProducer } from '@latchkey/kafka';
import { type Caller, RuntimeError } from '@latchkey/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { AuditorError } from '../auditor.errors.js';
import { activityRecord } from './activity-record.js';
import { ClaimedTokens } from './claimed-tokens.js';
import { inParts } from './in-parts.js';
import type { ActivityReport } from './report-activity.request.js';
import type { PlacedReport } from './reports.pipe.js';

/** A broker that hangs would keep the caller for over a minute. */
const answerWithinMs = 10_000;
const maxErrors = 20;

interface Refused {
  readonly pointer: string;
  readonly detail: string;
}

/** Takes what services report of tokens to Kafka, all of it or nothing. */
@Injectable()
export class ReportActivity {
  constructor(
    @Inject(EventProducer) private readonly producer: Pick<EventProducer, 'send'>,
    private readonly tokens: ClaimedTokens,
  ) {}

  /** Answers the ids once every in-sync replica has the events. After `kafka_unavailable` some may be there all the same: sent again, they are recorded once. */
  async execute(caller: Caller, reports: readonly PlacedReport[]): Promise<string[]> {
    const errors = reports.flatMap((each) => this.refusal(caller, each) ?? []).slice(0, maxErrors);
    if (errors.length > 0) throw new RuntimeError('not_found', { detail: 'A report names what you may not see; `errors` names the places.', errors });
    const records = reports.map(({ report }) => activityRecord(caller, { ...report, customer_id: customerOf(caller, report) }));
    try {
      await within(answerWithinMs, this.send(records));
    } catch (cause) {
      throw new AuditorError('kafka_unavailable', { cause });
    }
    return reports.map(({ report }) => report.id);
  }

  /** Invariant 9. One answer for a token that is not known and for another customer’s; the platform may report of what the keyring has forgotten. */
  private refusal(caller: Caller, { place, report }: PlacedReport): Refused | undefined {
    const customer = customerOf(caller, report);
    if (!caller.platform && customer !== caller.customerId) return { pointer: `${place}/customer_id`, detail: 'names no customer that you may see' };
    const token = this.tokens.find({ ...report, customer_id: customer });
    if (token !== 'another' && (token !== 'unknown' || caller.platform)) return undefined;
    return { pointer: `${place}/token_id`, detail: 'names no token of that customer and service account' };
  }

  private async send(records: readonly OutgoingRecord[]): Promise<void> {
    for (const part of inParts(records)) await this.producer.send(part);
  }
}

function customerOf(caller: Caller, { customer_id: named = caller.customerId }: ActivityReport): string {
  return named;
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Kafka did not acknowledge within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
