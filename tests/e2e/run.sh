#!/bin/sh
# run.sh NODE FILE: runs one file of tests; without its npm packages it fails and says what to do.
here=$(dirname "$0")
for folder in "$here" "$here/../../deploy/devnet"; do
    if [ ! -d "$folder/node_modules" ]; then
        echo "npm packages are missing in $folder; run: deploy/install-deps.sh test" >&2
        exit 1
    fi
done
exec "$1" --test "$2"
