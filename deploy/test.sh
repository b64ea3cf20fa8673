#!/usr/bin/env bash
# Everything that must hold before a change is taken: installs, checks the format, builds with
# warnings as errors, runs all tests, tells what the hot paths take, and runs the parts that
# sanitizers can judge under them.
# INTERLOCK_DATA names a folder of further test data; without it the project's own is used.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
log_dir=$PWD/build/test-logs
mkdir -p "$log_dir"
# shellcheck source=deploy/lib.sh
source deploy/lib.sh

tests_at_once=2

main() {
    local start_ms
    start_ms=$(now_ms)

    begin "Install what is missing" "run deploy/install-deps.sh by hand to see more"
    quiet deploy/install-deps.sh
    finish

    begin "Check the format" "run: clang-format -i FILE…"
    check_format
    finish

    build dev all
    run_tests dev
    count_instructions

    build asan-ubsan core-tests
    run_tests asan-ubsan -L core

    build tsan threaded-tests
    run_tests tsan -L threaded

    printf '%sAll passed%s in %s\n' "$green" "$plain" "$(took "$start_ms")"
}

check_format() {
    mapfile -t files < <(git -c safe.directory="$PWD" ls-files '*.cpp' '*.hpp')
    [ ${#files[@]} -gt 0 ] || give_up "git lists no C++ file: is this a clone?"
    quiet every_file_is_formatted
}

every_file_is_formatted() { clang-format --dry-run -Werror "${files[@]}"; }

# build PRESET TARGET
build() {
    begin "Build $1" "mend what the compiler names; warnings are errors"
    quiet cmake --preset "$1"
    quiet cmake --build "build/$1" --target "$2" -j "$(jobs_at_once)"
    finish
}

# run_tests PRESET CTEST-ARGUMENT…
run_tests() {
    local preset=$1
    shift
    begin "Test $preset" "run one alone: ctest --test-dir build/$preset -R NAME --output-on-failure"
    aloud
    ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j "$tests_at_once" "$@"
    finish
}

# Tells by how much the hot paths have changed; a change is no failure.
count_instructions() {
    begin "Count the instructions of the hot paths" "see tests/bench/instructions/count.mjs"
    aloud
    node tests/bench/instructions/count.mjs build/dev/tests/bench/hot-paths
    finish
}

main "$@"
