#!/usr/bin/env bash
# Installs the proxies that the tests of the gateway run for real: nginx from Debian by default; with --all also Traefik and Envoy, into the folder named.
#   sudo tools/gateways/install.sh
#   tools/gateways/install.sh --all ~/gateways && PATH="$HOME/gateways/bin:$PATH" npm test
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

if ! command -v nginx >/dev/null; then
  apt-get install -y --no-install-recommends nginx-light || { apt-get update && apt-get install -y --no-install-recommends nginx-light; }
  # Debian starts it; the tests start their own.
  service nginx stop >/dev/null 2>&1 || true
fi

if [ "${1:-}" = --all ]; then
  folder="${2:?the folder to install Traefik and Envoy into}"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet -r "$root/deploy/gateways/requirements.txt"
fi
