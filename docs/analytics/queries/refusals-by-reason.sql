-- How often verifiers refused, and why: tokens that they knew, and what was no token.
select
  case action when 'token.used' then 'token' else 'no token' end as presented,
  reason,
  sum(cast(details ->> 'count' as bigint)) as refusals,
  count(distinct target_id) filter (where action = 'token.used') as tokens,
  max(occurred_at) as last_refused_at
from audit_events
where action in ('token.used', 'verification.unknown') and outcome = 'failure'
group by 1, 2
order by refusals desc, presented, reason;
