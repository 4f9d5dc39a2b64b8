-- A role for each service that has a database; the verifier has none. Once for a cluster. Each gets its password afterwards: \password latchkey_issuer
do $$
declare
  service text;
begin
  foreach service in array array['issuer', 'auditor', 'notifier'] loop
    if not exists (select from pg_roles where rolname = 'latchkey_' || service) then
      execute format('create role %I login', 'latchkey_' || service);
    end if;
  end loop;
end $$;
