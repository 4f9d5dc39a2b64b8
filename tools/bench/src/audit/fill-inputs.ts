import { encodeEvent, type OutgoingRecord, tokenExpired, tokenUsed } from '@latchkey/contracts';
import { EventProducer, type KafkaClient } from '@latchkey/kafka';
import { mintId } from '@latchkey/tokens';

const perSend = 5_000;
const tokens = 1_000;
/** Of so many records one says what became of a token, the others that it was used. */
const recordsPerFact = 5;

interface Subject {
  readonly token_id: string;
  readonly customer_id: string;
  readonly service_account_id: string;
}

/** What auditors read, as many records as that: uses of a thousand tokens, and facts about them. */
export async function fillInputs(client: KafkaClient, records: number): Promise<void> {
  const producer = new EventProducer(client);
  const subjects = Array.from({ length: tokens }, newSubject);
  const [use, fact] = [useOf(newSubject()), expiryOf(newSubject())];
  const recordAt = (position: number): OutgoingRecord => {
    const subject = subjects[position % tokens] ?? newSubject();
    return position % recordsPerFact === 0 ? ofAnother(fact, subject.customer_id, subject) : ofAnother(use, subject.token_id, subject);
  };
  try {
    for (let sent = 0; sent < records; sent += perSend) {
      await producer.send(Array.from({ length: Math.min(perSend, records - sent) }, (_, position) => recordAt(sent + position)));
    }
  } finally {
    await producer.onApplicationShutdown();
  }
}

function newSubject(): Subject {
  return { token_id: mintId(), customer_id: mintId(), service_account_id: mintId() };
}

/** The same event of another token, without looking again whether it keeps to its contract. */
function ofAnother(event: OutgoingRecord, key: string, subject: Subject): OutgoingRecord {
  const data = { ...(JSON.parse(String(event.value)) as Record<string, unknown>), ...subject };
  return { ...event, key, value: JSON.stringify(data), headers: { ...event.headers, ce_id: mintId(), ce_subject: subject.token_id } };
}

function envelope(subject: Subject): { id: string; source: string; time: string; subject: string } {
  return { id: mintId(), source: 'bench', time: new Date().toISOString(), subject: subject.token_id };
}

function expiryOf(subject: Subject): OutgoingRecord {
  const data = { ...subject, token_name: 'ci', labels: { team: 'build' }, expires_at: new Date().toISOString(), service_account_name: null, last_used: null };
  return encodeEvent(tokenExpired, { ...envelope(subject), data });
}

function useOf(subject: Subject): OutgoingRecord {
  const at = new Date().toISOString();
  const counted = { verifier: 'bench', minute: at, outcome: 'allowed' as const, reason: null, count: 1 };
  const last = { last_used_at: at, last_ip: '192.0.2.7', last_user_agent: 'bench/1', last_service_id: 'SU1Z0isxPaozGVKXdv0eY' };
  return encodeEvent(tokenUsed, { ...envelope(subject), data: { ...subject, ...counted, ...last } });
}
