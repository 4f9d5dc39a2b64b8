-- In Latchkey's database, as a superuser: each service's schema belongs to its role with all that stands in it, and nobody else may do anything there.
-- May be run again, also on a database whose tables another role has made.
do $$
declare
  service text;
  owner text;
  relation record;
  routine record;
begin
  execute format('revoke all on database %I from public', current_database());
  revoke all on schema public from public;
  foreach service in array array['issuer', 'auditor', 'notifier'] loop
    owner := 'latchkey_' || service;
    execute format('grant connect on database %I to %I', current_database(), owner);
    execute format('create schema if not exists %I', service);
    execute format('alter schema %I owner to %I', service, owner);
    execute format('revoke all on schema %I from public', service);
    -- A sequence that belongs to a column goes with its table.
    for relation in
      select format('%I.%I', service, relname) as name from pg_class
      where relnamespace = service::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S', 'f')
        and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype in ('a', 'i') and relkind = 'S')
    loop
      execute format('alter table %s owner to %I', relation.name, owner);
    end loop;
    for routine in select oid::regprocedure as name from pg_proc where pronamespace = service::regnamespace loop
      execute format('alter routine %s owner to %I', routine.name, owner);
    end loop;
  end loop;
end $$;
