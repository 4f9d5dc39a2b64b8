-- Made from libs/contracts/src/events/audit-record.v1.ts by `npm run docs`.

create table if not exists audit_records (
  `schema_version` Int64, -- What the fields mean. Under one number fields are only ever added.
  `log`            String, -- The log that the record is an entry of: a topic and a partition.
  `index`          Int64, -- Its place in the log, from 0; with `log` it names the entry.
  `leaf_hash`      String, -- The RFC 6962 leaf hash of its entry, in hex.
  `salt`           String, -- The salt of its entry, in hex.
  `event_id`       Nullable(String), -- The CloudEvents id of the event as it came; null where it could not be read.
  `event_source`   Nullable(String), -- Its CloudEvents source.
  `action`         String, -- What happened: the type of the event without its version, `record.unreadable`, or `log.gap`.
  `occurred_at`    Nullable(DateTime64(3, 'UTC')), -- When, by the clock of whoever told it.
  `ingested_at`    DateTime64(3, 'UTC'), -- When it was recorded, by the clock of the auditor.
  `customer_id`    Nullable(String), -- Whose it is.
  `actor`          Nullable(String), -- Who did it; null where nobody is named, as for use.
  `target_type`    Nullable(String), -- What it was done to: `token`, `customer`, `service_account` or `verifier`.
  `target_id`      Nullable(String), -- Which one. For `token.used`, the token.
  `outcome`        Nullable(String), -- For use, `failure` is a refusal.
  `reason`         Nullable(String), -- Why it was refused or revoked.
  `ip`             Nullable(String), -- Where the request came from, as far as that was told.
  `user_agent`     Nullable(String), -- What sent the request, in its own words.
  `request_id`     Nullable(String), -- The id of the request, as in the log of the service.
  `duplicate_of`   Nullable(Int64), -- The index in the same log of the entry whose event this one repeats.
  `details`        String -- What else the event said: all of its fields that have no column of their own.
)
engine = ReplacingMergeTree
partition by toYYYYMM(`ingested_at`)
order by (`log`, `index`);

-- Each event once.
create or replace view audit_events as
select
  `schema_version`,
  `log`,
  `index`,
  `leaf_hash`,
  `salt`,
  `event_id`,
  `event_source`,
  `action`,
  `occurred_at`,
  `ingested_at`,
  `customer_id`,
  JSONExtract(ifNull(`actor`, '{}'), 'kind', 'Nullable(String)') as `actor_kind`,
  JSONExtract(ifNull(`actor`, '{}'), 'token_id', 'Nullable(String)') as `actor_token_id`,
  JSONExtract(ifNull(`actor`, '{}'), 'service_account_id', 'Nullable(String)') as `actor_service_account_id`,
  JSONExtract(ifNull(`actor`, '{}'), 'person_id', 'Nullable(String)') as `actor_person_id`,
  JSONExtract(ifNull(`actor`, '{}'), 'name', 'Nullable(String)') as `actor_name`,
  `target_type`,
  `target_id`,
  `outcome`,
  `reason`,
  `ip`,
  `user_agent`,
  `request_id`,
  `duplicate_of`,
  `details`
from audit_records final
where `duplicate_of` is null and `schema_version` = 1;
