#!/usr/bin/env bash
# contest.sh SIZE: one contender after the other, PostgreSQL's own benchmark before and after each. Run by run.sh, beside the PostgreSQL of
# eng/with-postgres.sh.
set -euo pipefail
size=$1
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
node=$(ls "$here"/node_modules/node-linux-*/bin/node)
benchmarks=tests/OdooGrains.Benchmarks/Accept
. "$here/servers.sh"
trap 'end_servers; rm -rf "$servers"' EXIT
results=$servers/results
export PEERS_TENANTS PEERS_SERVER_PID PEERS_REDIS_PORT
PEERS_TENANTS=$("$node" -p "JSON.parse(require('fs').readFileSync('$here/job.json')).$size.tenants")
pgbench_seconds=$("$node" -p "JSON.parse(require('fs').readFileSync('$here/job.json')).$size.pgbenchSeconds")
postgres_pid=$(head -n 1 "$("$PG_BIN/psql" -d postgres -Atc 'show data_directory')/postmaster.pid")

note() { echo "$*" >>"$results"; }

# What PostgreSQL gives a plain design: one row of the same 2 KB a transaction, 32 clients.
baseline() {
  "$PG_BIN/psql" -q -d postgres -f "$benchmarks/pgbench-schema.sql" 2>/dev/null
  note "{\"baseline\": $("$PG_BIN/pgbench" -n -f "$benchmarks/pgbench-insert.sql" -c 32 -j 2 -T "$pgbench_seconds" postgres 2>/dev/null | sed -n 's/^tps = \([0-9.]*\).*/\1/p'), \"load\": \"$(cut -d' ' -f1-3 /proc/loadavg)\"}"
}

# contender NAME COMMAND…: its figures are its last line.
contender() {
  local name=$1 begun=$SECONDS
  shift
  "$@" >"$servers/output" || { cat "$servers/output"; echo "$name failed." >&2; exit 1; }
  note "$(tail -n 1 "$servers/output")"
  echo "$name: done in $((SECONDS - begun)) s"
  baseline
}

peer() { contender "$1" "$node" "$here/node/contender.mjs" "$1" "$size"; }

baseline
contender odoograins dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll peers-own --json --job "$here/job.json" --size "$size" --server "$postgres_pid"
if command -v rabbitmq-server >/dev/null; then
  start_rabbitmq
  broker="amqp://guest:guest@127.0.0.1:$rabbitmq_port"
  masstransit() { contender "$1" dotnet artifacts/local/bin/OdooGrains.Peers.MassTransit/release/OdooGrains.Peers.MassTransit.dll "$here" "$size" "$1" "$broker" "$rabbitmq_pid"; }
  masstransit masstransit
  masstransit "masstransit, a queue a tenant"
  end_servers
else
  note '{"skipped": "masstransit", "why": "rabbitmq-server is not installed: apt-get install rabbitmq-server"}'
fi
if command -v redis-server >/dev/null; then
  start_redis
  PEERS_SERVER_PID=$redis_pid PEERS_REDIS_PORT=$redis_port
  peer bullmq
  peer "bullmq, a queue a tenant"
  end_servers
else
  note '{"skipped": "bullmq", "why": "redis-server is not installed: apt-get install redis-server"}'
fi
PEERS_SERVER_PID=$postgres_pid
peer graphile-worker
peer pg-boss
peer "pg-boss, a group a tenant"

versions="PostgreSQL $("$PG_BIN/psql" -d postgres -Atc 'show server_version')"
[ -z "${redis_pid:-}" ] || versions+=", $(redis-server --version | sed 's/ server v=\([^ ]*\).*/ \1/')"
[ -z "${rabbitmq_pid:-}" ] || versions+=", RabbitMQ $(ls -d /usr/lib/rabbitmq/lib/rabbitmq_server-* | sed 's/.*-//')"
"$node" "$here/report.mjs" "$size" "$results" "$versions, .NET $(dotnet --version), Node.js $("$node" --version)"
