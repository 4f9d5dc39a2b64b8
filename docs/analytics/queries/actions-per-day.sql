-- What happened how often, by day. A record of use stands for as many uses as it counts; what claims to come from the future counts for the day on which it came.
select
  cast(least(occurred_at, ingested_at) as date) as day,
  action,
  count(*) as records,
  sum(case when action in ('token.used', 'verification.unknown') then cast(details ->> 'count' as bigint) else 1 end) as times
from audit_events
group by 1, 2
order by day, action;
