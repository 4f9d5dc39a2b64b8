#!/bin/sh
# Makes the secrets that docker-compose.yml names, each only where there is none yet, and tells Compose in .env where they are.
# usage: deploy/compose/make-secrets.sh [<name of the key that signs the audit log, as auditor.example.com/logs>]
# They go to the folder LATCHKEY_SECRETS, where that is set, else to deploy/compose/secrets.
set -eu
command -v openssl >/dev/null || { echo 'openssl is needed' >&2; exit 69; }
root="$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)"
name="${1:-localhost/logs}"
case "$name" in *[+[:space:]]*) echo 'a name of a key has no plus and no space' >&2; exit 64 ;; esac

if [ -z "${LATCHKEY_SECRETS:-}" ]; then
  LATCHKEY_SECRETS="$root/deploy/compose/secrets"
  grep -qs '^LATCHKEY_SECRETS=' "$root/.env" || echo 'LATCHKEY_SECRETS=./deploy/compose/secrets' >> "$root/.env"
fi
# Nobody else passes the folder; the files are open, since in a container each is read by a user of that image.
mkdir -p "$LATCHKEY_SECRETS"
chmod 700 "$LATCHKEY_SECRETS"
umask 022

missing() { [ ! -s "$LATCHKEY_SECRETS/$1" ]; }
keep() { printf '%s\n' "$2" > "$LATCHKEY_SECRETS/$1.new" && mv "$LATCHKEY_SECRETS/$1.new" "$LATCHKEY_SECRETS/$1" && echo "made $1"; }
public_half() { openssl pkey -inform DER -in "$1" -pubout -outform DER | tail -c 32; }

# As C2SP signed-note has it: PRIVATE+KEY+<name>+<id>+<algorithm and seed>; the id begins the SHA-256 of name, line end, algorithm and public key.
signing_key() {
  file="$LATCHKEY_SECRETS/.ed25519"
  openssl genpkey -algorithm ed25519 -outform DER -out "$file"
  id="$({ printf '%s\n\001' "$name"; public_half "$file"; } | openssl dgst -sha256 -binary | head -c 4 | od -An -tx1 | tr -d ' \n')"
  seed="$({ printf '\001'; tail -c 32 "$file"; } | openssl base64 -A)"
  rm "$file"
  printf 'PRIVATE+KEY+%s+%s+%s' "$name" "$id" "$seed"
}

# By an authority whose key is kept nowhere, so all are made at once. They are good for ten years.
certificates() (
  folder="$(mktemp -d "$LATCHKEY_SECRETS/certificates.XXXXXX")"
  trap 'rm -rf "$folder"' EXIT
  for name in ca kafka postgres; do openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$folder/$name.key"; done
  openssl req -x509 -days 3650 -key "$folder/ca.key" -out "$folder/ca" -subj /CN=Latchkey -addext keyUsage=critical,keyCertSign
  for host in kafka postgres; do
    openssl req -new -key "$folder/$host.key" -out "$folder/$host.request" -subj "/CN=$host"
    echo "subjectAltName=DNS:$host" > "$folder/names"
    openssl x509 -req -days 3650 -in "$folder/$host.request" -CA "$folder/ca" -CAkey "$folder/ca.key" -set_serial "0x$(openssl rand -hex 15)" -extfile "$folder/names" \
      -out "$folder/$host" 2> "$folder/said" || { cat "$folder/said" >&2; exit 1; }
    keep "${host}_certificate" "$(cat "$folder/$host.key" "$folder/$host")"
  done
  keep ca "$(cat "$folder/ca")"
)

if missing ca || missing kafka_certificate || missing postgres_certificate; then certificates; fi
if missing postgres_password; then keep postgres_password "$(openssl rand -hex 32)"; fi
for service in issuer auditor notifier; do
  if missing "${service}_database_url"; then keep "${service}_database_url" "postgres://latchkey_$service:$(openssl rand -hex 32)@postgres:5432/latchkey?sslmode=verify-full&sslrootcert=/run/secrets/ca"; fi
done
for user in issuer verifier auditor notifier admin doctor; do
  if missing "kafka_${user}_password"; then keep "kafka_${user}_password" "$(openssl rand -hex 32)"; fi
done
if missing gateway_keys; then keep gateway_keys "$(openssl rand -hex 32)"; fi
if missing auditor_signing_key; then keep auditor_signing_key "$(signing_key)"; fi
if missing notifier_secrets_key; then keep notifier_secrets_key "$(openssl rand -base64 32)"; fi
if missing grafana_password; then keep grafana_password "$(openssl rand -hex 16)"; fi
