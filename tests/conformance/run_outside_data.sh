#!/bin/sh
# Runs interlock-conformance over $INTERLOCK_DATA. Unset: says so and runs the project's own data
# alone. Set to what is not a folder: fails, for a test that silently tests nothing is worse.
# usage: run_outside_data.sh PROGRAM OWN_DATA
set -eu
program=$1
own_data=$2
if [ -z "${INTERLOCK_DATA:-}" ]; then
    echo "INTERLOCK_DATA is not set: running the project's own data alone."
    exec "$program" "$own_data"
fi
if [ ! -d "$INTERLOCK_DATA" ]; then
    echo "INTERLOCK_DATA is '$INTERLOCK_DATA', which is not a folder." >&2
    exit 1
fi
exec "$program" "$INTERLOCK_DATA"
