#!/usr/bin/env bash
# Shows what an issue promised: eng/show.sh ISSUE LINE [--small]. Without --small in full size, which wants an idle machine; with it in the size that
# .ci/run uses, whose figures gate at 0.8 of the goal.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
issue=${1:-} line=${2:-} size=full
[ "${3:-}" = --small ] && size=small
usage() { echo "Usage: eng/show.sh ISSUE LINE [--small]; issue 2 has the lines 1 to 6, issue 3 the lines 1 to 7, issue 4 the line 4." >&2; exit 2; }
choose() { if [ "$size" = small ]; then echo "$2"; else echo "$1"; fi; }
demo() { dotnet artifacts/local/bin/OdooGrains.Host/release/OdooGrains.Host.dll demo --json "$@" | tail -n 1; }
bench() { dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll "$@"; }
# ODOOGRAINS_BUILT says that the whole solution was built just now.
build() { [ -n "${ODOOGRAINS_BUILT:-}" ] || dotnet build "$1" -c Release -p:Silo=local -v q --nologo; }
tests() {
  dotnet test "tests/OdooGrains.$1" -c Release -p:Silo=local ${ODOOGRAINS_BUILT:+--no-build} --nologo --logger "console;verbosity=detailed" --filter "$2"
}

case "$issue.$line" in
  2.1) # both README commands; full: from a clean clone
    if [ "$size" = full ]; then
      clone=$(mktemp -d); trap 'rm -rf "$clone"' EXIT
      git clone -q . "$clone" && cd "$clone"
      eng/test.sh
    fi
    dotnet run -c Release --project src/OdooGrains.Host -- demo --json --orders "$(choose 300 30)" ;;
  2.2) # demo over seeds on both stores
    build src/OdooGrains.Host
    seeds=$(choose 20 1) orders=$(choose 300 30)
    echo "demo: $seeds seeds of $orders orders on each store"
    # Small, .ci/run has just run it on SQLite by the README's command.
    [ "$size" = small ] || for seed in $(seq "$seeds"); do demo --seed "$seed" --orders "$orders" | sed "s/^/sqlite seed $seed: /"; done
    for seed in $(seq "$seeds"); do
      eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Host/release/OdooGrains.Host.dll demo --json --store postgres --seed "$seed" --orders "$orders" \
        | tail -n 1 | sed "s/^/postgres seed $seed: /"
    done ;;
  2.3) # SIGKILLs under load on both stores, and the control run that must find duplicates
    export ODOOGRAINS_KILLS=$(choose 200 6)
    echo "crash: $ODOOGRAINS_KILLS kills on each store"
    . eng/postgres.sh
    tests Host.Tests "FullyQualifiedName~CrashTests" ;;
  2.4) # deterministic simulation and planted bugs
    export ODOOGRAINS_SEEDS=2000
    echo "simulation: $ODOOGRAINS_SEEDS seeds"
    tests Simulation "FullyQualifiedName~OdooGrains.Simulation" ;;
  2.5) # the benchmark figures
    build tests/OdooGrains.Benchmarks
    if [ "$size" = full ]; then
      bench grains --json --at-least callsPerSecond=1000000 --at-most idleGrainBytes=1024
      eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll accept --json --connections 64 --seconds 20 --at-least ratio=0.75
      SLOWSYNC_US=1000 eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll accept --json --connections 256 --seconds 20 --at-least ratio=1.5
      eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll budget --json --orders 6000 --at-most transactionsOverBudget=1.01 --at-most roundTripsPerOrder=1
    else
      bench grains --json --at-least callsPerSecond=800000 --at-most idleGrainBytes=1280
      # Twice at most: neighbours on a shared machine can spoil one pair of baseline and measurement.
      accept() { eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll accept --json --connections 64 --seconds 8 --at-least ratio=0.6; }
      accept || { echo "once more"; accept; }
      eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll budget --json --orders 2000 --at-most transactionsOverBudget=1.01 --at-most roundTripsPerOrder=1.25
    fi ;;
  2.6) # bad input, and canary secrets
    tests Api.Tests "FullyQualifiedName~BadInput"
    . eng/postgres.sh
    tests Host.Tests "FullyQualifiedName~Canary" ;;
  3.1) # quiet tenants beside a noisy one, and the control that must fail
    build tests/OdooGrains.Benchmarks
    if [ "$size" = full ]; then
      eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll noisy --json --at-most quietP99RatioMedian=1.2 --at-most drainOverIdeal=1.1 --at-most burstQuietP99Ms=30 --at-least fifoQuietP99RatioMedian=1.2
    else
      # One short pair on a shared machine says nothing of the goals; the control must fail them on any.
      eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll noisy --small --json --at-least fifoQuietP99RatioMedian=1.2
    fi ;;
  3.2) # other job systems on the same work
    if [ "$size" = full ]; then tests/Benchmarks/peers/run.sh; else tests/Benchmarks/peers/run.sh --small; fi ;;
  3.3) # flash sale x6 into a capped Odoo
    build tests/OdooGrains.Benchmarks
    if [ "$size" = full ]; then
      eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll flash --json \
        --at-most refused=0 --at-most lost=0 --at-most duplicated=0 --at-most drainOverIdeal=1.05 --at-least batchSpeedup=3 --at-most forecastError=0.15
    else
      eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll flash --small --json \
        --at-most refused=0 --at-most lost=0 --at-most duplicated=0 --at-least batchSpeedup=2.4
    fi ;;
  3.4) # the vendor's count: every window of 1,000 seeds, and of a real run with 20 kills on each store
    export ODOOGRAINS_SEEDS=$(choose 1000 300) ODOOGRAINS_KILLS=$(choose 20 3)
    echo "vendor's count: $ODOOGRAINS_SEEDS seeds, and $ODOOGRAINS_KILLS kills on each store"
    . eng/postgres.sh
    tests Simulation "FullyQualifiedName~No_seed|FullyQualifiedName~A_planted_bug_is_found&DisplayName~one-request"
    tests Host.Tests "FullyQualifiedName~never_calls_more" ;;
  3.5) # three tenants with ill Odoos beside healthy ones
    build tests/OdooGrains.Benchmarks
    if [ "$size" = full ]; then
      eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll sick --json --pairs 5 --seconds 25 --tenants 20 --at-most otherP99RatioMedian=1.1 --at-most memoryGrowthMb=64 --at-most recoveredSeconds=60
    else
      # A short window has few samples beyond p99, so its ratio is shown and does not gate.
      bench sick --json --pairs 1 --seconds 6 --tenants 6 --at-most memoryGrowthMb=64 --at-most recoveredSeconds=60
    fi ;;
  3.6) # idle tenants and orders, a restart with a backlog, and what pages of due work scan
    build tests/OdooGrains.Benchmarks
    if [ "$size" = full ]; then
      eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll idle --json --tenants 1000 --orders 100000 --seconds 60 \
        --at-most tenantBytes=4096 --at-most connectionBytes=8192 --at-most orderBytes=2560 --at-most idleCoreShare=0.01 --at-most databaseConnections=20 --at-most firstAcceptSeconds=3 --at-most firstWorkSeconds=5
    else
      # Orders are let go of after two minutes, which is too long here: their size is shown and does not gate.
      bench idle --json --tenants 200 --orders 4000 --seconds 5 --settle 5 --at-most tenantBytes=5120 --at-most connectionBytes=10240 --at-most firstAcceptSeconds=3.75 --at-most firstWorkSeconds=6.25
    fi
    # Small, eng/test.sh has just run them.
    if [ "$size" = full ]; then
      . eng/postgres.sh
      tests Storage.Tests "FullyQualifiedName~ScanTests"
    fi ;;
  3.7) # an order's cost with few tenants and with many
    build tests/OdooGrains.Benchmarks
    if [ "$size" = full ]; then
      eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll tenants --json --at-most cpuRatioMedian=1.2
    else
      eng/with-postgres.sh dotnet artifacts/local/bin/OdooGrains.Benchmarks/release/OdooGrains.Benchmarks.dll tenants --json --many 300 --pairs 2 --seconds 4 --at-most cpuRatioMedian=1.5
    fi ;;
  4.2) # planted divergences within one period of the reminders, and a clean day without an alarm
    export ODOOGRAINS_CLEAN_ORDERS=$(choose 10000 1000)
    echo "reconciliation: 25 planted divergences, and a clean day of $ODOOGRAINS_CLEAN_ORDERS orders"
    tests Grains.Tests "FullyQualifiedName~PlantedDriftTests" ;;
  4.4) # thousands of failed orders planned and replayed over kills
    export ODOOGRAINS_REPLAY_ORDERS=$(choose 5000 500)
    echo "replay: $ODOOGRAINS_REPLAY_ORDERS failed orders"
    tests Grains.Tests "FullyQualifiedName~ReplayShowTests" ;;
  4.5) # a sale over three channels that must oversell nothing, and the control without reservations that must
    export ODOOGRAINS_SALE=$size
    tests Grains.Tests "FullyQualifiedName~SaleTests" ;;
  4.6) # the restore drill on both stores
    export ODOOGRAINS_DRILL_ORDERS=$(choose 1000 50)
    echo "restore drill: $ODOOGRAINS_DRILL_ORDERS orders since the backup, on each store"
    . eng/postgres.sh
    tests Host.Tests "FullyQualifiedName~RestoreDrillTests" ;;
  *) usage ;;
esac
