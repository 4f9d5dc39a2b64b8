#!/bin/sh
# Gives each service its role in Postgres, with the password of its DATABASE_URL, and the schema of its name. May be run again at any time.
set -eu
PGPASSWORD="$(cat /run/secrets/postgres_password)"
export PGPASSWORD PGHOST=postgres PGUSER=latchkey PGDATABASE=latchkey PGSSLMODE=verify-full PGSSLROOTCERT=/run/secrets/ca
as_superuser() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$@"; }

as_superuser --file /etc/latchkey/postgres/roles.sql
for service in issuer auditor notifier; do
  password="$(sed -n "s|^postgres://latchkey_$service:\([^@%]*\)@.*|\1|p" "/run/secrets/${service}_database_url")"
  [ -n "$password" ] || { echo "${service}_database_url: expected postgres://latchkey_$service:<password without %>@…" >&2; exit 78; }
  # Not as an argument, which others could see.
  printf "%s\n" '\getenv password ROLE_PASSWORD' "alter role latchkey_$service password :'password';" | ROLE_PASSWORD="$password" as_superuser
done
as_superuser --file /etc/latchkey/postgres/schemas.sql
