#!/bin/sh
# Runs the model over the scenarios of $INTERLOCK_DATA (scenarios/*.jsonl). Unset, or
# without any: says so and runs the project's own alone. Set to what is not a folder: fails.
# usage: run_outside_scenarios.sh PROGRAM OWN_FILE
set -eu
program=$1
own_file=$2
if [ -n "${INTERLOCK_DATA:-}" ] && [ ! -d "$INTERLOCK_DATA" ]; then
    echo "INTERLOCK_DATA is '$INTERLOCK_DATA', which is not a folder." >&2
    exit 1
fi
set -- "$own_file"
if [ -n "${INTERLOCK_DATA:-}" ]; then
    for file in "$INTERLOCK_DATA"/scenarios/*.jsonl; do
        [ -f "$file" ] && set -- "$@" "$file"
    done
fi
[ $# -gt 1 ] || echo "No scenarios from outside: running the project's own alone."
exec "$program" check "$@"
