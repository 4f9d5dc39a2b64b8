-- Who used which service with which token, and from where: the uses that verifiers allowed. Those of one minute that were counted together stand under the last of them.
select
  customer_id,
  target_id as token_id,
  details ->> 'service_account_id' as service_account_id,
  coalesce(service_id, details ->> 'last_service_id') as service_id,
  ip,
  user_agent,
  sum(cast(details ->> 'count' as bigint)) as uses,
  min(cast(details ->> 'minute' as timestamp)) as first_minute,
  max(cast(details ->> 'last_used_at' as timestamp)) as last_used_at
from audit_events
where action = 'token.used' and outcome = 'success'
group by 1, 2, 3, 4, 5, 6
order by uses desc, token_id, service_id, ip;
