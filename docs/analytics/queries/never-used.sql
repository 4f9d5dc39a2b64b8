-- Tokens that were issued, have not ended, and that no verifier was ever asked about with success. One that was replaced ends without another word when its overlap does.
with issued as (
  select customer_id, target_id as token_id, details ->> 'token_name' as token_name, occurred_at as issued_at,
    cast(details -> 'grant' ->> 'expires_at' as timestamp) as expires_at
  from audit_events
  where action = 'token.issued'
)
select *
from issued
where not exists (
  select 1
  from audit_events as later
  where later.target_id = issued.token_id
    and (
      (later.action = 'token.used' and later.outcome = 'success')
      or later.action in ('token.revoked', 'token.expired')
      or (later.action = 'token.rotated' and cast(later.details ->> 'ends_at' as timestamptz) <= now())
    )
)
order by issued_at, token_id;
