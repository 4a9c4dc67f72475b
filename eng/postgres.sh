#!/usr/bin/env bash
# Finds PostgreSQL's server binaries and exports their folder as PG_BIN: PG_BIN itself, then PATH, then Debian's folder; installs Debian's
# package where it is missing and this user may. A server named by ODOOGRAINS_TEST_POSTGRES needs none. Meant to be sourced.
if [ -z "${ODOOGRAINS_TEST_POSTGRES:-}" ]; then
  find_pg() {
    local found
    if [ -n "${PG_BIN:-}" ] && [ -x "$PG_BIN/initdb" ]; then return 0; fi
    if found=$(command -v initdb); then PG_BIN=$(dirname "$(readlink -f "$found")"); return 0; fi
    found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    if [ -n "$found" ] && [ -x "$found/initdb" ]; then PG_BIN=$found; return 0; fi
    return 1
  }
  if ! find_pg && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "PostgreSQL's server binaries are missing: installing Debian's package postgresql." >&2
    apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null || true
  fi
  if ! find_pg; then
    echo "PostgreSQL's server binaries (initdb, postgres) are missing. Install them (Debian: apt-get install postgresql), name their folder in PG_BIN," >&2
    echo "or name a running server in ODOOGRAINS_TEST_POSTGRES, such as 'Host=127.0.0.1;Username=postgres;Password=…' (a role that may create databases and roles)." >&2
    exit 2
  fi
  export PG_BIN
fi
