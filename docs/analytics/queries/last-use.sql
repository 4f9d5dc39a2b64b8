-- The last use of each token that a verifier allowed.
select distinct on (target_id)
  customer_id,
  target_id as token_id,
  cast(details ->> 'last_used_at' as timestamp) as last_used_at,
  ip,
  user_agent,
  coalesce(service_id, details ->> 'last_service_id') as service_id
from audit_events
where action = 'token.used' and outcome = 'success'
order by target_id, cast(details ->> 'last_used_at' as timestamp) desc;
