#!/usr/bin/env bash
# Installs what the groups of packages.txt need: install-deps.sh [build] [run] [test] [bench] [fuzz]
# [devnet] [package]; build, test and devnet when none is named. Does nothing, quickly, when all is there.
set -Eeuo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
groups="build run test bench fuzz devnet package"
oldest_node=18

main() {
    [ $# -gt 0 ] || set -- build test devnet
    local group
    for group in "$@"; do
        known_group "$group" || fail "no group \"$group\"; there are: $groups"
    done
    install_debian "$@"
    for group in "$@"; do
        case $group in
            devnet) install_npm deploy/devnet ;;
            test) install_npm_for_tests ;;
        esac
    done
}

fail() {
    printf 'install-deps: %s\n' "$1" >&2
    exit 1
}

known_group() { [[ " $groups " == *" $1 "* ]]; }

# packages_of GROUP…: their packages, each once.
packages_of() {
    local wanted=" $* " needed_by package group
    while read -r needed_by package; do
        for group in ${needed_by//,/ }; do
            [[ $wanted != *" $group "* ]] || echo "$package"
        done
    done < <(sed 's/#.*//; /^[[:space:]]*$/d' "$root/deploy/packages.txt") | sort -u
}

has_node() { command -v node >/dev/null && command -v npm >/dev/null; }

# missing_of GROUP…: those that are not installed.
missing_of() {
    local package
    for package in $(packages_of "$@"); do
        case $package in
            nodejs | npm) ! has_node || continue ;;
        esac
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            echo "$package"
    done
}

install_debian() {
    command -v dpkg-query >/dev/null || fail "this is not Debian: packages.txt names Debian 12's packages"
    local missing
    mapfile -t missing < <(missing_of "$@")
    [ ${#missing[@]} -gt 0 ] || return 0

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            fail "neither root nor sudo; ask an administrator for: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    printf 'installing %s\n' "${missing[*]}"
    "${as_root[@]}" apt-get update -q ||
        fail "apt-get update failed: are the package sources reachable?"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${missing[@]}" ||
        fail "apt-get install failed; this needs Debian 12 (bookworm) with its main packages"
}

install_npm_for_tests() {
    # The tests run the test chains, whichever groups were named.
    install_debian devnet
    install_npm deploy/devnet
    install_npm tests/e2e
}

# install_npm FOLDER: exactly what its lock file says, once for each state of that file.
install_npm() {
    local folder=$root/$1 wanted
    local stamp=$folder/node_modules/.installed
    wanted=$(sha256sum <"$folder/package-lock.json")
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0

    local major
    major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
    [ "$major" -ge "$oldest_node" ] ||
        fail "node $(node --version) is too old, $oldest_node is needed; Debian 12's nodejs will do"
    printf 'installing npm packages of %s\n' "$1"
    (cd "$folder" && npm ci --no-audit --no-fund) ||
        fail "npm ci failed in $1: is the npm registry reachable?"
    echo "$wanted" >"$stamp"
}

main "$@"
