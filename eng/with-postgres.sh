#!/usr/bin/env bash
# Runs a command beside a PostgreSQL of its own, made for it and removed after it, with durable settings (fsync, full_page_writes and
# synchronous_commit on). The command finds it in ConnectionStrings__Store and ODOOGRAINS_TEST_POSTGRES.
#   eng/with-postgres.sh COMMAND [ARG …]         SLOWSYNC_US=1000 eng/with-postgres.sh …  delays every fsync, as a cloud disk does
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# Always a server of its own: one that somebody else runs may be neither durable nor idle.
unset ODOOGRAINS_TEST_POSTGRES
. "$here/postgres.sh"
data=$(mktemp -d /tmp/odoograins-pg.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then
  id postgres >/dev/null 2>&1 || useradd --system postgres
  chown postgres "$data"; as=(runuser -u postgres --)
fi
port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])' 2>/dev/null || echo $((20000 + RANDOM % 20000)))
preload=()
if [ -n "${SLOWSYNC_US:-}" ]; then
  gcc -shared -fPIC -O2 -o "$data/slowsync.so" "$here/slowsync.c" -ldl
  chmod a+rx "$data/slowsync.so"; preload=(env "LD_PRELOAD=$data/slowsync.so" "SLOWSYNC_US=$SLOWSYNC_US")
fi
cd /
"${as[@]}" "$PG_BIN/initdb" -D "$data/pg" -U postgres --auth=trust -E UTF8 --locale=C >/dev/null
cleanup() {
  "${as[@]}" "$PG_BIN/pg_ctl" -D "$data/pg" -m fast -w stop >/dev/null 2>&1 || true
  rm -rf "$data"
}
trap cleanup EXIT
"${as[@]}" "${preload[@]}" "$PG_BIN/pg_ctl" -D "$data/pg" -w -l "$data/pg/log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$data' -c max_connections=200 -c shared_buffers=1GB -c max_wal_size=4GB" start >/dev/null
cd "$OLDPWD"
export PGHOST=127.0.0.1 PGPORT=$port PGUSER=postgres PG_BIN
export ODOOGRAINS_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres"
# An ordinary role owns the store, since row-level security does not bind a superuser.
"$PG_BIN/psql" -q -d postgres -c "create role odoograins login createrole" -c "create database odoograins owner odoograins" >/dev/null
export ConnectionStrings__Store="Host=127.0.0.1;Port=$port;Username=odoograins;Database=odoograins"
"$@"
