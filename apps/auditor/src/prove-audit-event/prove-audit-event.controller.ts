import { fields } from '@latchkey/contracts';
import { Answers, type Caller, CurrentCaller, CurrentOrigin, type Origin, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { auditEventId, auditEventParams } from '../audit-events/audit-event-id.js';
import { AuditReads } from '../audit-reads/audit-reads.js';
import { auditorErrors } from '../auditor.errors.js';
import { checkpointExample } from '../get-checkpoint/get-checkpoint.controller.js';
import { ProveAuditEvent, type ProvenEvent } from './prove-audit-event.js';

const auditEventProof = z.strictObject({
  id: z.string(),
  log: z.string(),
  index: z.int().min(0),
  record: z.base64().describe('the bytes that were hashed: the record as RFC 8785 JSON'),
  salt: z.string().regex(/^[0-9a-f]{32}$/).describe('the entry is SHA-256(salt, record)'),
  leaf_hash: fields.sha256.describe('SHA-256(0x00, entry), as in RFC 6962'),
  checkpoint: z.string().describe('the signed tree head that the proof leads to (C2SP tlog-checkpoint)'),
  inclusion_proof: z.array(fields.sha256).describe('RFC 6962 section 2.1.1, from the leaf up'),
});

const example: z.infer<typeof auditEventProof> = {
  id: 'token-events~0~41',
  log: 'token-events/0',
  index: 41,
  record: 'eyJhY3Rpb24iOiJ0b2tlbi5pc3N1ZWQifQ==',
  salt: '000102030405060708090a0b0c0d0e0f',
  leaf_hash: '5297b21dd7786a3eba462fbce9f120d8132dfc40e2f64937c50a26735c453d97',
  checkpoint: checkpointExample,
  inclusion_proof: ['96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7'],
};

@ApiTags('audit')
@Controller('audit-events/:id/proof')
export class ProveAuditEventController {
  constructor(
    private readonly proveAuditEvent: ProveAuditEvent,
    private readonly reads: AuditReads,
  ) {}

  @Get()
  @Requires('audit:read')
  @Answers(200, auditEventProof, 'All that it takes to check that the event stands in its log.', { example })
  @Refuses(runtimeErrors, 'not_found')
  @Refuses(auditorErrors, 'no_signing_key', 'not_yet_signed')
  async prove(
    @CurrentCaller() caller: Caller,
    @CurrentOrigin() origin: Origin,
    @Param(param(auditEventParams)) { id }: z.infer<typeof auditEventParams>,
  ): Promise<z.infer<typeof auditEventProof>> {
    const proven = await this.proveAuditEvent.execute(caller, id);
    this.reads.note(caller, origin, { kind: 'proof', query: { id: auditEventId(id) }, events: 1 });
    return viewProof(proven);
  }
}

function viewProof({ log, index, bytes, salt, leafHash, checkpoint, proof }: ProvenEvent): z.infer<typeof auditEventProof> {
  return {
    id: auditEventId({ log, index }),
    log,
    index,
    record: bytes.toString('base64'),
    salt: salt.toString('hex'),
    leaf_hash: leafHash.toString('hex'),
    checkpoint,
    inclusion_proof: proof.map((hash) => hash.toString('hex')),
  };
}
