#!/usr/bin/env bash
# Builds the Debian package of this version: build/release/package/interlock_VERSION-1_ARCH.deb.
# Who stands for it comes from DEBFULLNAME and DEBEMAIL, else from git, else from the login.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
log_dir=$PWD/build/package-logs
mkdir -p "$log_dir"
# shellcheck source=deploy/lib.sh
source deploy/lib.sh

main() {
    begin "Install what is missing" "run deploy/install-deps.sh build package by hand to see more"
    quiet deploy/install-deps.sh build package
    finish
    begin "Build interlockd and interlock" "a compiler that was killed wants more memory"
    quiet cmake --preset release -DINTERLOCK_PACKAGER="$(packager)"
    quiet cmake --build build/release --target interlockd interlock -j "$(jobs_at_once)"
    finish
    begin "Pack them" "run: cpack --config build/release/CPackConfig.cmake -V"
    rm -rf build/release/package
    quiet cpack --config build/release/CPackConfig.cmake
    finish
    begin "Check the package" "run: lintian --info build/release/package/*.deb"
    quiet lintian --fail-on error,warning build/release/package/*.deb
    finish
    ls build/release/package/*.deb
}

packager() {
    local name=${DEBFULLNAME:-$(git config user.name || id -un)}
    local address=${DEBEMAIL:-$(git config user.email || echo "$(id -un)@$(hostname --fqdn)")}
    echo "$name <$address>"
}

main
