#!/usr/bin/env bash
# Runs all tests. Its last line sums over all test projects: "N passed, N failed, N skipped". Arguments go to `dotnet test`.
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/postgres.sh
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
log=$(mktemp) beside=$(mktemp)
trap 'rm -f "$log" "$beside"' EXIT
dotnet build OdooGrains.sln -c Release -p:Silo=local --nologo -v q || exit 1

# Tests of the real server mostly wait, so those that only compute run beside them. The others have servers and clocks of their own, which must not compete.
waiting=() computing=() alone=()
for folder in tests/OdooGrains.*.Tests tests/OdooGrains.Simulation; do
  name=$(basename "$folder")
  dll=artifacts/local/bin/$name/release/$name.dll
  case $name in
    *.Host.Tests) waiting+=("$dll") ;;
    *.Architecture.Tests | *.Domain.Tests | *.Connectors.Tests | *.Simulation) computing+=("$dll") ;;
    *) alone+=("$dll") ;;
  esac
done

code=0
dotnet test "${waiting[@]}" --nologo "$@" > "$beside" 2>&1 &
dotnet test "${computing[@]}" --nologo "$@" 2>&1 | tee "$log" || code=1
wait $! || code=1
tee -a "$log" < "$beside"
dotnet test "${alone[@]}" --nologo "$@" 2>&1 | tee -a "$log" || code=1
awk '
  / - Failed: / {
    for (i = 1; i <= NF; i++) {
      if ($i == "Failed:") failed += $(i + 1); if ($i == "Passed:") passed += $(i + 1); if ($i == "Skipped:") skipped += $(i + 1)
    }
  }
  END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped; exit (passed == 0) }' "$log" || code=1
exit "$code"
