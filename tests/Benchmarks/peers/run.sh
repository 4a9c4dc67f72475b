#!/usr/bin/env bash
# This platform and other job systems on the same work, on this machine, in one table: tests/Benchmarks/peers/run.sh [--small]. docs/performance.md
# says what is measured. Full size wants every peer and an idle machine; --small skips what is not installed, and says so.
#   SLOWSYNC_US=1000 tests/Benchmarks/peers/run.sh   delays every fsync of PostgreSQL, Redis and RabbitMQ, as a cloud disk does
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
size=full
[ "${1:-}" = --small ] && size=small
case "$(uname -s)" in Linux) ;; *) echo "This benchmark reads processor time from /proc, so it needs Linux." >&2; exit 2 ;; esac

missing=()
for program in redis-server rabbitmq-server; do
  PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$program" >/dev/null || missing+=("$program")
done
if [ ${#missing[@]} -gt 0 ]; then
  remedy="Install it (Debian: apt-get install ${missing[*]}; no service need run)."
  [ "$size" = small ] || { echo "Not installed: ${missing[*]}. Full size leaves no peer out. $remedy" >&2; exit 2; }
  echo "Not installed: ${missing[*]}; their peers are skipped. $remedy"
fi
command -v npm >/dev/null || { echo "npm is missing: it brings the peers and the Node.js that they need. Install it (Debian: apt-get install npm)." >&2; exit 2; }

# No install scripts: Node.js itself comes as a package without any.
if [ "$here/package-lock.json" -nt "$here/node_modules/.package-lock.json" ]; then
  (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
fi
dotnet build tests/OdooGrains.Benchmarks -c Release -p:Silo=local -v q --nologo
dotnet build "$here/MassTransit" -c Release -p:Silo=local -v q --nologo
exec eng/with-postgres.sh "$here/contest.sh" "$size"
