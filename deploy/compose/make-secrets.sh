#!/bin/sh
# Makes the secrets that docker-compose.yml names, each only where there is none yet, and tells Compose in .env where they are.
# usage: deploy/compose/make-secrets.sh [<name of the key that signs the audit log, as auditor.example.com/logs>]
# They go to the folder LATCHKEY_SECRETS of the shell or of .env, else to deploy/compose/secrets.
set -eu
openssl genpkey -algorithm ed25519 > /dev/null 2>&1 || { echo 'OpenSSL 1.1.1 or later is needed, or LibreSSL 3.7' >&2; exit 69; }
root="$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)"
name="${1:-localhost/logs}"
case "$name" in *[+[:space:]]*) echo 'a name of a key has no plus and no space' >&2; exit 64 ;; esac

LATCHKEY_SECRETS="${LATCHKEY_SECRETS:-$(sed -n "s/^LATCHKEY_SECRETS=['\"]\{0,1\}\([^'\"]*\)['\"]\{0,1\}\$/\1/p" "$root/.env" 2> /dev/null | tail -n 1)}"
if [ -z "$LATCHKEY_SECRETS" ]; then
  LATCHKEY_SECRETS=./deploy/compose/secrets
  echo "LATCHKEY_SECRETS=$LATCHKEY_SECRETS" >> "$root/.env"
fi
# As Compose takes it.
case "$LATCHKEY_SECRETS" in /*) ;; *) LATCHKEY_SECRETS="$root/$LATCHKEY_SECRETS" ;; esac
# Nobody else passes the folder; the files are open, since in a container each is read by a user of that image.
mkdir -p "$LATCHKEY_SECRETS"
chmod 700 "$LATCHKEY_SECRETS"
umask 022

missing() { [ ! -s "$LATCHKEY_SECRETS/$1" ]; }
# What a command has made is given to it by a variable: only so does the command's failure end the script.
keep() { printf '%s\n' "$2" > "$LATCHKEY_SECRETS/$1.new" && mv "$LATCHKEY_SECRETS/$1.new" "$LATCHKEY_SECRETS/$1" && echo "made $1"; }
make_random() { if missing "$1"; then secret="$(openssl rand "$2" "$3")"; keep "$1" "$secret"; fi; }
# A folder that goes with the (sub)shell.
in_folder() {
  folder="$(mktemp -d "$LATCHKEY_SECRETS/$1.XXXXXX")"
  trap 'rm -rf "$folder"' EXIT
  trap 'exit 130' INT TERM
}

# As C2SP signed-note has it: PRIVATE+KEY+<name>+<id>+<algorithm and seed>; the id begins the SHA-256 of name, line end, algorithm and public key.
signing_key() (
  set -e
  in_folder key
  openssl genpkey -algorithm ed25519 -outform DER -out "$folder/private"
  openssl pkey -inform DER -in "$folder/private" -pubout -outform DER -out "$folder/public"
  id="$({ printf '%s\n\001' "$name"; tail -c 32 "$folder/public"; } | openssl dgst -sha256 -binary | head -c 4 | od -An -tx1 | tr -d ' \n')"
  seed="$({ printf '\001'; tail -c 32 "$folder/private"; } | openssl base64 -A)"
  printf 'PRIVATE+KEY+%s+%s+%s' "$name" "$id" "$seed"
)

# By an authority whose key is kept nowhere, so all are made at once. They are good for ten years.
certificates() (
  in_folder certificates
  # Java takes no other curves than those that are named.
  for name in ca kafka postgres; do openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve -out "$folder/$name.key"; done
  openssl req -x509 -days 3650 -key "$folder/ca.key" -out "$folder/ca" -subj /CN=Latchkey -addext keyUsage=critical,keyCertSign
  for host in kafka postgres; do
    openssl req -new -key "$folder/$host.key" -out "$folder/$host.request" -subj "/CN=$host"
    echo "subjectAltName=DNS:$host" > "$folder/names"
    serial="0x$(openssl rand -hex 15)"
    openssl x509 -req -days 3650 -in "$folder/$host.request" -CA "$folder/ca" -CAkey "$folder/ca.key" -set_serial "$serial" -extfile "$folder/names" \
      -out "$folder/$host" 2> "$folder/said" || { cat "$folder/said" >&2; exit 1; }
  done
  for host in kafka postgres; do keep "${host}_certificate" "$(cat "$folder/$host.key" "$folder/$host")"; done
  keep ca "$(cat "$folder/ca")"
)

if missing ca || missing kafka_certificate || missing postgres_certificate; then certificates; fi
make_random postgres_password -hex 32
tls='?sslmode=verify-full&sslrootcert=/run/secrets/ca'
for service in issuer auditor notifier; do
  secret="${service}_database_url"
  if missing "$secret"; then
    password="$(openssl rand -hex 32)"
    keep "$secret" "postgres://latchkey_$service:$password@postgres:5432/latchkey$tls"
  elif grep -q '@postgres:5432/latchkey$' "$LATCHKEY_SECRETS/$secret"; then
    # Of before there was TLS.
    keep "$secret" "$(cat "$LATCHKEY_SECRETS/$secret")$tls"
  fi
done
for user in issuer verifier auditor notifier admin doctor; do make_random "kafka_${user}_password" -hex 32; done
make_random gateway_keys -hex 32
if missing auditor_signing_key; then secret="$(signing_key)"; keep auditor_signing_key "$secret"; fi
make_random notifier_secrets_key -base64 32
make_random grafana_password -hex 16
