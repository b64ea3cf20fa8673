#!/usr/bin/env bash
# The Debian package on a Debian 12 that has nothing else: run.sh PACKAGE.deb [BASE]. As root.
# Installs it, runs the service as its user, upgrades, removes and purges it, in a temporary folder
# which debootstrap fills; BASE is a folder that it has filled before, to be copied instead.
#
# All of it happens in namespaces of its own: mounts and processes end with the script, however it
# ends. systemd does not run in there; what the package asks of systemctl is written down.
set -Eeuo pipefail
[ -f "${1:-}" ] || { echo "usage: tests/package/run.sh PACKAGE.deb [BASE]" >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || { echo "run.sh: only root can make a chroot" >&2; exit 2; }
if [ -z "${IN_NAMESPACE:-}" ]; then
    IN_NAMESPACE=yes exec unshare --mount --pid --mount-proc --fork --kill-child "$0" "$@"
fi

package=$(realpath "$1")
base=${2:-}
work=$(mktemp -d)
root=$work/root
log_dir=$work/logs
mkdir -p "$log_dir"
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../deploy/lib.sh"
# The worst that systemd-analyze may say of the unit, in tenths.
kMostExposed=12
# How interlock ends when chains are not caught up with; here there is none.
kNotReady=4

main() {
    trap leave_nothing EXIT
    begin "Make a Debian 12" "is a mirror reachable? apt-get update uses the same"
    quiet make_root
    finish
    begin "Install the package" "dpkg-deb --info $package names what it depends on"
    quiet inside apt-get update -q
    quiet install_package "$package"
    finish
    begin "See what is where, and whose it is"
    quiet placed
    quiet user_without_rights
    finish
    begin "See that the unit is right, and little exposed"
    quiet inside systemd-analyze verify /lib/systemd/system/interlockd.service
    quiet inside systemd-analyze security --offline=true --no-pager --threshold="$kMostExposed" \
        /lib/systemd/system/interlockd.service
    finish
    begin "Refuse to start without chains"
    quiet refused_without_chains
    finish
    begin "Run the service as its user, with its secrets"
    configure
    quiet secrets_are_the_groups
    quiet serve
    finish
    begin "Upgrade: all stays, and what runs is restarted"
    quiet record_systemctl
    quiet upgrade
    quiet serve
    finish
    begin "Remove: configuration and index stay"
    quiet inside apt-get remove -q -y interlock
    quiet removed
    finish
    begin "Purge: nothing stays"
    quiet purged
    finish
}

leave_nothing() {
    # The mounts are this namespace's, and must go before what is below them.
    umount "$root/proc" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}

inside() { chroot "$root" env -i PATH="$PATH" LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"; }
as_service() { chroot --userspec=interlock:interlock "$root" env -i PATH="$PATH" LC_ALL=C "$@"; }

make_root() {
    local mirror
    # shellcheck disable=SC2016  # A format of apt's.
    mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Codename: bookworm' |
        head -n 1)
    if [ -n "$base" ]; then
        cp -a "$base" "$root"
    else
        debootstrap --variant=minbase bookworm "$root" "${mirror:-}"
    fi
    # How this machine reaches the mirror.
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    mount -t proc proc "$root/proc"
}

# install_package FILE: as an administrator does, who has changed the configuration and keeps it.
install_package() {
    cp "$1" "$root/interlock.deb"
    inside apt-get install -q -y --no-install-recommends -o Dpkg::Options::=--force-confold \
        /interlock.deb
    rm "$root/interlock.deb"
}

# is PATH "MODE OWNER:GROUP"
is() {
    local found
    found=$(inside stat -c '%a %U:%G' "$1")
    [ "$found" = "$2" ] || give_up "$1 is $found instead of $2"
}

placed() {
    is /usr/bin/interlockd "755 root:root"
    is /usr/bin/interlock "755 root:root"
    is /lib/systemd/system/interlockd.service "644 root:root"
    is /etc/interlock "750 root:interlock"
    is /etc/interlock/interlock.toml "640 root:interlock"
    inside interlockd --version
    inside interlock --version
    [ ! -e "$root/etc/systemd/system/multi-user.target.wants/interlockd.service" ] ||
        give_up "the service is enabled before it is configured"
}

user_without_rights() {
    inside getent passwd interlock | grep ':/var/lib/interlock:/usr/sbin/nologin$'
    inside passwd --status interlock | grep '^interlock L '
    [ "$(inside id -Gn interlock)" = interlock ] || give_up "the user is in other groups as well"
}

unit() { sed -n "s/^$1=//p" "$root/lib/systemd/system/interlockd.service"; }

# start_service: what systemd would do with the unit, as far as a chroot can.
start_service() {
    local state=/var/lib/interlock environment command
    inside install -d -o interlock -g interlock -m "$(unit StateDirectoryMode)" "$state"
    environment=$(unit Environment)
    read -ra command <<<"$(unit ExecStart)"
    (umask "$(unit UMask)" && as_service "${environment/\%S\/interlock/$state}" "${command[@]}")
}

refused_without_chains() {
    local status=0
    start_service || status=$?
    [ "$status" -eq "$(unit RestartPreventExitStatus)" ] || give_up "it ended with status $status"
}

# An administrator's configuration. The node is away: the service starts all the same.
configure() {
    cat >"$root/etc/interlock/interlock.toml" <<'TOML'
[grpc]
listen = "127.0.0.1:0"
[admin]
listen = "127.0.0.1:0"
jwt_secret = "jwt.hex"
[chains.901]
execution = ["http://127.0.0.1:9"]
block_time_s = 2
activation_time = 0
TOML
    printf '%064d\n' 0 >"$root/etc/interlock/jwt.hex"
    inside install -m 0640 -g interlock /etc/interlock/jwt.hex /etc/interlock/secret
    inside mv /etc/interlock/secret /etc/interlock/jwt.hex
    is /etc/interlock/interlock.toml "640 root:interlock"
}

secrets_are_the_groups() {
    as_service cat /etc/interlock/jwt.hex
    ! chroot --userspec=nobody:nogroup "$root" cat /etc/interlock/jwt.hex ||
        give_up "anyone can read the secret"
    ! as_service touch /etc/interlock/jwt.hex || give_up "the service can change its secret"
}

# Starts it, asks it, and ends it.
serve() {
    local log=$work/service.log pid server=''
    start_service >"$log" 2>&1 &
    for _ in $(seq 100); do
        server=$(sed -n 's/.*gRPC at \(127\.0\.0\.1:[0-9]*\).*/\1/p' "$log")
        [ -z "$server" ] || break
        sleep 0.2
    done
    cat "$log"
    [ -n "$server" ] || give_up "it does not serve"
    inside interlock --server "$server" --json status >"$work/status.json" || [ $? -eq "$kNotReady" ]
    cat "$work/status.json"
    grep -q '"state":"connecting"\|"state":"troubled"' "$work/status.json"
    pid=$(pgrep -x interlockd)
    [ "$(stat -c %u "/proc/$pid")" = "$(inside id -u interlock)" ] || give_up "it is another user's"
    kill "$pid"
    wait %% || give_up "it did not end well"
    is /var/lib/interlock "750 interlock:interlock"
    is /var/lib/interlock/interlock.db "600 interlock:interlock"
}

# From here on the package finds a systemd that runs, and what it asks is kept.
record_systemctl() {
    mkdir -p "$root/run/systemd/system"
    # In its very place: apt does not look into /usr/local.
    mv "$root/usr/bin/systemctl" "$root/usr/bin/systemctl.real"
    printf '#!/bin/sh\necho "$*" >>/systemctl.log\n' >"$root/usr/bin/systemctl"
    chmod +x "$root/usr/bin/systemctl"
}

asked_of_systemctl() {
    grep -e "$1" "$root/systemctl.log" || give_up "systemctl was not asked to $1"
}

# The same files under a higher version, with another configuration as it comes.
upgrade() {
    local next=$work/next before
    before=$(inside sha256sum /etc/interlock/interlock.toml /etc/interlock/jwt.hex)
    touch "$root/var/lib/interlock/kept"
    dpkg-deb --raw-extract "$package" "$next"
    sed -i 's/^Version: .*/Version: 999.0-1/' "$next/DEBIAN/control"
    echo '# A new setting.' >>"$next/etc/interlock/interlock.toml"
    dpkg-deb --build --root-owner-group "$next" "$work/next.deb"
    install_package "$work/next.deb"
    inside dpkg-query -W interlock | grep 999
    [ "$before" = "$(inside sha256sum /etc/interlock/interlock.toml /etc/interlock/jwt.hex)" ] ||
        give_up "the configuration has changed"
    [ -e "$root/etc/interlock/interlock.toml.dpkg-dist" ] || give_up "the new configuration is not shown"
    is /etc/interlock/interlock.toml "640 root:interlock"
    [ -e "$root/var/lib/interlock/kept" ] || give_up "the index is gone"
    asked_of_systemctl daemon-reload
    asked_of_systemctl 'try-restart.* interlockd.service'
    ! grep stop "$root/systemctl.log" || give_up "an upgrade stops the service"
}

removed() {
    asked_of_systemctl 'stop.* interlockd.service'
    [ ! -e "$root/usr/bin/interlockd" ] || give_up "the program is still there"
    [ ! -e "$root/lib/systemd/system/interlockd.service" ] || give_up "the unit is still there"
    [ -e "$root/etc/interlock/interlock.toml" ] || give_up "the configuration is gone"
    [ -e "$root/var/lib/interlock/interlock.db" ] || give_up "the index is gone"
}

purged() {
    local left
    inside apt-get purge -q -y interlock >"$work/purge.log" 2>&1 || { cat "$work/purge.log"; return 1; }
    grep 'removing /etc/interlock' "$work/purge.log" || give_up "it does not say what it removes"
    grep 'removing /var/lib/interlock' "$work/purge.log" || give_up "it does not say what it removes"
    left=$(find "$root" -xdev \( -name '*interlock*' -o -user "$(inside id -u interlock)" \))
    [ -z "$left" ] || give_up "left: $left"
}

main
