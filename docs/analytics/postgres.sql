-- Made from libs/contracts/src/events/audit-record.v1.ts by `npm run docs`.

create table if not exists audit_records (
  "schema_version" bigint not null, -- What the fields mean. Under one number fields are only ever added.
  "log"            text not null, -- The log that the record is an entry of: a topic and a partition.
  "index"          bigint not null, -- Its place in the log, from 0; with `log` it names the entry.
  "leaf_hash"      text not null, -- The RFC 6962 leaf hash of its entry, in hex.
  "salt"           text not null, -- The salt of its entry, in hex.
  "event_id"       text, -- The CloudEvents id of the event as it came; null where it could not be read.
  "event_source"   text, -- Its CloudEvents source.
  "action"         text not null, -- What happened: the type of the event without its version, `activity.` and what the service calls it, `record.unreadable`, or `log.gap`.
  "occurred_at"    timestamptz, -- When, by the clock of whoever told it.
  "ingested_at"    timestamptz not null, -- When it was recorded, by the clock of the auditor.
  "customer_id"    text, -- Whose it is.
  "actor"          jsonb, -- Who did it; null where nobody is named, as for use.
  "target_type"    text, -- What it was done to: `token`, `customer`, `service_account` or `verifier`; of activity, what the service calls it.
  "target_id"      text, -- Which one. For `token.used`, the token.
  "outcome"        text, -- For use, `failure` is a refusal.
  "reason"         text, -- Why it was refused or revoked, or failed.
  "ip"             text, -- Where the request came from, as far as that was told.
  "user_agent"     text, -- What sent the request, in its own words.
  "request_id"     text, -- The id of the request, as in the log of the service.
  "duplicate_of"   bigint, -- The index in the same log of the entry whose event this one repeats.
  "details"        jsonb not null, -- What else the event said: all of its fields that have no column of their own.
  primary key ("log", "index")
);
alter table audit_records add column if not exists "reported_by" jsonb; -- Of activity: whose token told it; null where the service wrote to Kafka itself.
alter table audit_records add column if not exists "token_id" text; -- The token in whose trail it stands: that it was done to, or of activity, that it was done with.
alter table audit_records add column if not exists "service_id" text; -- The service that it was about, where one was named.
alter table audit_records add column if not exists "future" boolean; -- Whether `occurred_at` was more than five minutes ahead when it was recorded.
alter table audit_records add column if not exists "unknown_token" boolean; -- Of activity: whether the token was not known, so that nothing but the service says whose it is.

create index if not exists audit_records_by_time on audit_records ("ingested_at");

-- Where exported lines come in, before they are taken up into audit_records.
create unlogged table if not exists audit_lines (line jsonb not null);

-- Each event once. Made anew, since no view can gain columns in between.
drop view if exists audit_events;
create view audit_events as
select
  "schema_version",
  "log",
  "index",
  "leaf_hash",
  "salt",
  "event_id",
  "event_source",
  "action",
  "occurred_at",
  "ingested_at",
  "customer_id",
  "actor" ->> 'kind' as "actor_kind",
  "actor" ->> 'token_id' as "actor_token_id",
  "actor" ->> 'service_account_id' as "actor_service_account_id",
  "actor" ->> 'person_id' as "actor_person_id",
  "actor" ->> 'name' as "actor_name",
  "reported_by" ->> 'kind' as "reported_by_kind",
  "reported_by" ->> 'token_id' as "reported_by_token_id",
  "reported_by" ->> 'service_account_id' as "reported_by_service_account_id",
  "reported_by" ->> 'person_id' as "reported_by_person_id",
  "reported_by" ->> 'name' as "reported_by_name",
  "token_id",
  "target_type",
  "target_id",
  "service_id",
  "outcome",
  "reason",
  "ip",
  "user_agent",
  "request_id",
  "duplicate_of",
  "future",
  "unknown_token",
  "details"
from audit_records
where "duplicate_of" is null and "schema_version" = 1;
