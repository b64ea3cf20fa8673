#!/usr/bin/env bash
# Builds the fuzzers and runs each for a time: run.sh [SECONDS] [TARGET…]; all for a minute when
# nothing is said. Prints how often each target was called. What it finds interesting is kept in
# build/fuzz/corpus; an input for which something does not hold in build/fuzz/findings, and ends it.
#
# run.sh --keep adds to tests/fuzz/corpus some of what reaches further than what is kept there.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
programs=build/fuzz/tests/fuzz
kept=tests/fuzz/corpus
# The repository keeps them for ever: small ones, and not too many of a target.
largest_kept_bytes=4096
most_kept_bytes=24000

main() {
    cmake --preset fuzz >/dev/null
    cmake --build --preset fuzz
    if [ "${1:-}" = --keep ]; then
        for_each_target keep
        return
    fi
    local seconds=${1:-60}
    shift || true
    if [ $# -gt 0 ]; then
        for target in "$@"; do fuzz "$target"; done
    else
        for_each_target fuzz
    fi
}

for_each_target() {
    local program
    for program in "$programs"/fuzz-*; do
        "$1" "${program##*/fuzz-}"
    done
}

fuzz() {
    local target=$1 found=build/fuzz/corpus/$1 findings=build/fuzz/findings/$1
    local log=$findings/log
    mkdir -p "$found" "$findings" "$kept/$target"
    if ! "$programs/fuzz-$target" -max_total_time="$seconds" -print_final_stats=1 -timeout=20 \
        -artifact_prefix="$findings/" "$found" "$kept/$target" >"$log" 2>&1; then
        tail -n 40 "$log"
        printf '%s: see %s; the input lies beside it\n' "$target" "$log" >&2
        exit 1
    fi
    printf '%-20s %12s executions\n' "$target" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
}

# Adds what reaches further than what is kept, as far as there is room.
keep() {
    local target=$1 all room file
    all=$(mktemp -d)
    mkdir -p "build/fuzz/corpus/$target" "$kept/$target"
    "$programs/fuzz-$target" -merge=1 -max_len="$largest_kept_bytes" "$all" \
        "$kept/$target" "build/fuzz/corpus/$target" 2>/dev/null
    room=$((most_kept_bytes - $(size_of "$kept/$target")))
    for file in "$all"/*; do
        room=$((room - $(stat -c %s "$file")))
        [ "$room" -gt 0 ] || break
        cp "$file" "$kept/$target/"
    done
    rm -r "$all"
    printf '%-20s %6s inputs\n' "$target" "$(find "$kept/$target" -type f | wc -l)"
}

# size_of FOLDER: the bytes of its files.
size_of() { find "$1" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }'; }

main "$@"
