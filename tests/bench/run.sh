#!/usr/bin/env bash
# Measures what docs/performance.md tells, each figure beside its bound in the same run, and writes
# it there: run.sh [--quick] [--dir FOLDER]
#
# Takes about half an hour on two cores, half of it compiling, and 8 GB below FOLDER (default:
# build/bench-index), which should be on the disk that an index would be on. With --quick indexes are
# a hundredth of the size and times are short: to see that all of it runs; the document is left
# alone. Nothing else should run on the machine meanwhile.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
log_dir=$PWD/build/bench-logs
results=$PWD/build/bench-results
folder=$PWD/build/bench-index
programs=build/bench/tests/bench
interlock=$PWD/build/bench/client/cli/interlock
quick=no
# shellcheck source=deploy/lib.sh
source deploy/lib.sh

main() {
    while [ $# -gt 0 ]; do
        case $1 in
            --quick) quick=yes ;;
            --dir) folder=$2; shift ;;
            *) echo "usage: tests/bench/run.sh [--quick] [--dir FOLDER]" >&2; exit 2 ;;
        esac
        shift
    done
    rm -rf "$results"
    mkdir -p "$log_dir" "$results" "$folder"
    export INTERLOCK_BENCH_RESULTS=$results/lines.json TMPDIR=$folder
    trap end_service EXIT

    begin "Install what is missing" "run deploy/install-deps.sh build test bench by hand"
    quiet deploy/install-deps.sh build test bench
    finish
    begin "Build as it is shipped" "see the compiler's message"
    quiet cmake --preset bench
    quiet cmake --build --preset bench -j "$(jobs_at_once)"
    finish

    step "The index: space, appends, answers" google storage-bench
    step "Verified ingest" google ingest-bench
    step "Promotion" google safety-bench
    step "Reorgs" "$programs/reorg-bench"
    step "Subscribers" "$programs/watch-bench"
    for logs in 1000000 10000000 100000000; do
        step "An index of $(sized "$logs") logs" \
            "$programs/large-index-bench" --logs "$(sized "$logs")" --chains 10 --dir "$folder"
    done
    step "The doors" doors
    step "Catching up, 10 chains" follow --chains 10 --days "$(days 3)" --tip "$(seconds 60)"
    step "Checks while catching up" under_load
    step "A sequencer's day: 20 chains, 100 logs a block" follow --prebuilt 1 --chains 20 \
        --transactions 20 --logs 5 --executing 1 --days "$(days 1)" --tip 0 \
        --day "$(seconds 60)" --rate 500 --interlock "$interlock"
    # Without messages: all name the first block, and that is too old after seven days.
    step "14 days of 10 chains" follow --prebuilt 1 --chains 10 --days "$(days 14)" --tip 0 \
        --day "$(seconds 30)" --rate 100 --interlock "$interlock"
    step "A day of 100 chains" follow --prebuilt 1 --chains 100 --days "$(days 1)" \
        --executing 1 --tip 0 --day "$(seconds 30)" --rate 100 --interlock "$interlock"

    begin "Write it down"
    if [ "$quick" = yes ]; then
        quiet node tests/bench/report.mjs "$results" --dry-run
    else
        quiet node tests/bench/report.mjs "$results"
    fi
    finish
}

# step TITLE COMMAND…
step() {
    begin "$1" "run it alone: see the step in tests/bench/run.sh"
    shift
    aloud
    "$@"
    finish
}

sized() { if [ "$quick" = yes ]; then echo $(($1 / 100)); else echo "$1"; fi; }
seconds() { if [ "$quick" = yes ]; then echo 4; else echo "$1"; fi; }
days() { if [ "$quick" = yes ]; then echo 0.02; else echo "$1"; fi; }

google() {
    local least=0.5s
    if [ "$quick" = yes ]; then least=0.01s; fi
    "$programs/$1" --benchmark_min_time="${least%s}" --benchmark_out="$results/$1.json" \
        --benchmark_out_format=json
}

follow() { "$programs/follow-bench" --dir "$folder" "$@"; }

# A service with five million logs, and all doors asked.
doors() {
    local log=$results/service.log
    "$programs/follow-bench" --dir "$folder" --prebuilt 1 --chains 10 --transactions 100 --logs 1 \
        --days "$(days 0.116)" --tip 0 --serve 3600 >"$log" &
    service=$!
    until grep -q '^process' "$log"; do
        kill -0 "$service" || give_up "the service did not start: see $log"
        sleep 0.2
    done
    local process grpc rpc
    read -r process grpc rpc < <(sed -n \
        's/^process \([0-9]*\): gRPC at \(.*\), JSON-RPC at \(.*\)$/\1 \2 \3/p' "$log")
    "$programs/doors-bench" --grpc "$grpc" --rpc "$rpc" --process "$process" \
        --rounds 3 --seconds "$(if [ "$quick" = yes ]; then echo 0.3; else echo 2; fi)"
    end_service
}

service=
end_service() {
    [ -n "$service" ] || return 0
    kill "$service" 2>/dev/null || true
    wait "$service" 2>/dev/null || true
    service=
    rm -rf "${folder:?}"/follow-bench-*
}

# At half of what the gRPC door answers at most.
under_load() {
    local rate
    rate=$(node -e 'const lines = require("fs").readFileSync(process.argv[1], "utf8").trim()
        .split("\n").map(JSON.parse);
        console.log(Math.round(lines.find(({what}) => what === "gRPC").requests_per_s / 2))' \
        "$INTERLOCK_BENCH_RESULTS")
    follow --chains 8 --short 2 --days 3 \
        --tip 0 --rate "$rate" --interlock "$interlock"
}

main "$@"
