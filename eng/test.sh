#!/usr/bin/env bash
# Runs all tests. Its last line sums over all test projects: "N passed, N failed, N skipped". Arguments go to `dotnet test`.
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/postgres.sh
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Built on all cores, then tested one project at a time: their servers and clocks must not compete.
dotnet build OdooGrains.sln -c Release -p:Silo=local --nologo -v q || exit 1
dotnet test OdooGrains.sln -c Release -p:Silo=local --no-build -m:1 --nologo "$@" 2>&1 | tee "$log"
code=${PIPESTATUS[0]}
awk '
  / - Failed: / {
    for (i = 1; i <= NF; i++) {
      if ($i == "Failed:") failed += $(i + 1); if ($i == "Passed:") passed += $(i + 1); if ($i == "Skipped:") skipped += $(i + 1)
    }
  }
  END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped; exit (passed == 0) }' "$log" || code=1
exit "$code"
