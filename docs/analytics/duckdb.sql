-- Made from libs/contracts/src/events/audit-record.v1.ts by `npm run docs`.

-- Each entry once, however often it was published. A field that the file lacks is null, and one that is not named here is passed over.
create or replace table audit_records as
select distinct on ("log", "index") *
from read_json('audit.ndjson', format = 'newline_delimited', columns = {
  "schema_version":  'bigint', -- What the fields mean. Under one number fields are only ever added.
  "log":             'varchar', -- The log that the record is an entry of: a topic and a partition.
  "index":           'bigint', -- Its place in the log, from 0; with `log` it names the entry.
  "leaf_hash":       'varchar', -- The RFC 6962 leaf hash of its entry, in hex.
  "salt":            'varchar', -- The salt of its entry, in hex.
  "event_id":        'varchar', -- The CloudEvents id of the event as it came; null where it could not be read.
  "event_source":    'varchar', -- Its CloudEvents source.
  "action":          'varchar', -- What happened: the type of the event without its version, `activity.` and what the service calls it, `record.unreadable`, or `log.gap`.
  "occurred_at":     'timestamp', -- When, by the clock of whoever told it.
  "ingested_at":     'timestamp', -- When it was recorded, by the clock of the auditor.
  "customer_id":     'varchar', -- Whose it is.
  "actor":           'json', -- Who did it; null where nobody is named, as for use.
  "reported_by":     'json', -- Of activity: whose token told it; null where the service wrote to Kafka itself.
  "token_id":        'varchar', -- The token in whose trail it stands: that it was done to, or of activity, that it was done with.
  "target_type":     'varchar', -- What it was done to: `token`, `customer`, `service_account` or `verifier`; of activity, what the service calls it.
  "target_id":       'varchar', -- Which one. For `token.used`, the token.
  "service_id":      'varchar', -- The service that it was about, where one was named.
  "outcome":         'varchar', -- For use, `failure` is a refusal.
  "reason":          'varchar', -- Why it was refused or revoked, or failed.
  "ip":              'varchar', -- Where the request came from, as far as that was told.
  "user_agent":      'varchar', -- What sent the request, in its own words.
  "request_id":      'varchar', -- The id of the request, as in the log of the service.
  "duplicate_of":    'bigint', -- The index in the same log of the entry whose event this one repeats.
  "future":          'boolean', -- Whether `occurred_at` was more than five minutes ahead when it was recorded.
  "unknown_token":   'boolean', -- Of activity: whether the token was not known, so that nothing but the service says whose it is.
  "details":         'json' -- What else the event said: all of its fields that have no column of their own.
});

-- Each event once.
create or replace view audit_events as
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
