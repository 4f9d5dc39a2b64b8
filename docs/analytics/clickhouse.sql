-- Made from libs/contracts/src/events/audit-record.v1.ts by `npm run docs`.

create table if not exists audit_records (
  `schema_version` Int64, -- What the fields mean. Under one number fields are only ever added.
  `log`            String, -- The log that the record is an entry of: a topic and a partition.
  `index`          Int64, -- Its place in the log, from 0; with `log` it names the entry.
  `leaf_hash`      String, -- The RFC 6962 leaf hash of its entry, in hex.
  `salt`           String, -- The salt of its entry, in hex.
  `event_id`       Nullable(String), -- The CloudEvents id of the event as it came; null where it could not be read.
  `event_source`   Nullable(String), -- Its CloudEvents source.
  `action`         String, -- What happened: the type of the event without its version, `activity.` and what the service calls it, `record.unreadable`, or `log.gap`.
  `occurred_at`    Nullable(DateTime64(3, 'UTC')), -- When, by the clock of whoever told it.
  `ingested_at`    DateTime64(3, 'UTC'), -- When it was recorded, by the clock of the auditor.
  `customer_id`    Nullable(String), -- Whose it is.
  `actor`          Nullable(String), -- Who did it; null where nobody is named, as for use.
  `target_type`    Nullable(String), -- What it was done to: `token`, `customer`, `service_account` or `verifier`; of activity, what the service calls it.
  `target_id`      Nullable(String), -- Which one. For `token.used`, the token.
  `outcome`        Nullable(String), -- For use, `failure` is a refusal.
  `reason`         Nullable(String), -- Why it was refused or revoked, or failed.
  `ip`             Nullable(String), -- Where the request came from, as far as that was told.
  `user_agent`     Nullable(String), -- What sent the request, in its own words.
  `request_id`     Nullable(String), -- The id of the request, as in the log of the service.
  `duplicate_of`   Nullable(Int64), -- The index in the same log of the entry whose event this one repeats.
  `details`        String -- What else the event said: all of its fields that have no column of their own.
)
engine = ReplacingMergeTree
partition by toYYYYMM(`ingested_at`)
order by (`log`, `index`);
alter table audit_records add column if not exists `reported_by` Nullable(String); -- Of activity: whose token told it; null where the service wrote to Kafka itself.
alter table audit_records add column if not exists `token_id` Nullable(String); -- The token in whose trail it stands: that it was done to, or of activity, that it was done with.
alter table audit_records add column if not exists `service_id` Nullable(String); -- The service that it was about, where one was named.
alter table audit_records add column if not exists `future` Nullable(Bool); -- Whether `occurred_at` was more than five minutes ahead when it was recorded.
alter table audit_records add column if not exists `unknown_token` Nullable(Bool); -- Of activity: whether the token was not known, so that nothing but the service says whose it is.

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
  JSONExtract(ifNull(`reported_by`, '{}'), 'kind', 'Nullable(String)') as `reported_by_kind`,
  JSONExtract(ifNull(`reported_by`, '{}'), 'token_id', 'Nullable(String)') as `reported_by_token_id`,
  JSONExtract(ifNull(`reported_by`, '{}'), 'service_account_id', 'Nullable(String)') as `reported_by_service_account_id`,
  JSONExtract(ifNull(`reported_by`, '{}'), 'person_id', 'Nullable(String)') as `reported_by_person_id`,
  JSONExtract(ifNull(`reported_by`, '{}'), 'name', 'Nullable(String)') as `reported_by_name`,
  `token_id`,
  `target_type`,
  `target_id`,
  `service_id`,
  `outcome`,
  `reason`,
  `ip`,
  `user_agent`,
  `request_id`,
  `duplicate_of`,
  `future`,
  `unknown_token`,
  `details`
from audit_records final
where `duplicate_of` is null and `schema_version` = 1;
