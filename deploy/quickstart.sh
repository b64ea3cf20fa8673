#!/usr/bin/env bash
# Interlock on real chains, in one go: installs, builds, starts two test chains and interlockd, sends
# a message from one chain to the other, asks whether it is valid, sees it rise from level to level,
# and sees an invalid block caught and replaced. Leaves nothing running, unless --keep asks for it.
set -Eeuo pipefail
usage="usage: deploy/quickstart.sh [--keep]"
keep=no
case $# in
    0) ;;
    1) [ "$1" = --keep ] || { echo "$usage" >&2; exit 2; }
       keep=yes ;;
    *) echo "$usage" >&2; exit 2 ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")/.."
run_dir=build/quickstart
log_dir=$run_dir/logs
mkdir -p "$log_dir"
# shellcheck source=deploy/lib.sh
source deploy/lib.sh

interlockd=build/release/server/interlockd
interlock=build/release/client/cli/interlock
chains_dir=$run_dir/chains
service_log=$run_dir/interlockd.log
# The nodes call a block safe when there are so many more, and finalized at twice as many.
kEpochSlots=2
started=()

main() {
    local start_ms
    start_ms=$(now_ms)
    only_one
    trap leave_nothing EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM

    begin "Install what is missing" "run deploy/install-deps.sh build devnet by hand to see more"
    quiet deploy/install-deps.sh build devnet
    finish
    begin "Build interlockd and interlock" "a compiler that was killed wants more memory"
    quiet cmake --preset release
    quiet cmake --build build/release --target interlockd interlock -j "$(jobs_at_once)"
    finish
    begin "Start two chains with an inbox and a messenger" "look at $chains_dir/anvil-*.log"
    start_chains
    finish
    begin "Start interlockd beside them" "look at $service_log"
    start_service
    finish
    begin "Send a message on chain 901" "look at $chains_dir/anvil-901.log"
    devnet send --dir "$chains_dir" --on 901 --out "$run_dir/message.json"
    devnet flip "$run_dir/message.json" --out "$run_dir/changed.json"
    devnet postpone "$run_dir/message.json" --blocks 2 --out "$run_dir/to-come.json"
    finish
    begin "Execute it on chain 902, with its access list" "look at $chains_dir/anvil-902.log"
    quiet devnet execute --dir "$chains_dir" --on 902 "$run_dir/message.json" \
        --out "$run_dir/executed.json"
    finish
    ask
    rise
    catch_invalid
    headline "The heads of both chains"
    expect 0 status
    if [ "$keep" = yes ]; then
        printf '\n'
        begin "From here on let the chains make blocks, and call each other" "look at $chains_dir"
        devnet resume --dir "$chains_dir"
        node deploy/devnet/devnet.mjs traffic --dir "$chains_dir" >"$run_dir/traffic.log" 2>&1 &
        started+=("$!")
        finish
    fi
    printf '\n%sDone%s in %s\n' "$green" "$plain" "$(took "$start_ms")"
    what_next
}

# Two at once would work in the same folder. What this script starts inherits the lock, so that it
# also shows whether something is left of a run that was killed.
only_one() {
    exec 9>"$run_dir/lock"
    flock --nonblock 9 || {
        echo "quickstart: another one is running here; end it first (Ctrl-C there)" >&2
        exit 1
    }
}

devnet() { quiet_errors node deploy/devnet/devnet.mjs "$@"; }

# The command's output is wanted, and what it complains about goes to the log.
quiet_errors() {
    step_command=$*
    "$@" 2>>"$step_log"
    step_command=''
}

# field FILE NAME: a number out of one of the files that devnet.mjs writes.
field() { sed -n "s/^ *\"$2\": \"\{0,1\}\([0-9]*\)\"\{0,1\},\{0,1\}\$/\1/p" "$1"; }

start_chains() {
    rm -rf "$chains_dir"
    mkdir -p "$chains_dir"
    local first_port=8545
    if in_use 8545 || in_use 8546; then first_port=0; fi
    listen=127.0.0.1:$(free_port_from 7545)
    # They make blocks when told to, and not by the clock: nothing happens before it is looked at.
    node deploy/devnet/devnet.mjs up --dir "$chains_dir" --first-port "$first_port" \
        --listen "$listen" --manual --age 20 --epoch-slots "$kEpochSlots" >>"$step_log" 2>&1 &
    devnet_pid=$!
    started+=("$devnet_pid")
    await 60 "$devnet_pid" test -f "$chains_dir/devnet.json"
}

start_service() {
    page=127.0.0.1:$(free_port_from 7546)
    "$interlockd" --config "$chains_dir/interlock.toml" --rpc.listen "$page" >"$service_log" 2>&1 &
    service_pid=$!
    started+=("$service_pid")
    step_log=$service_log
    await 60 "$service_pid" ask_quietly status
}

ask_quietly() { "$interlock" --server "$listen" "$@" >/dev/null 2>&1; }

in_use() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port_from() {
    local port=$1
    while in_use "$port"; do port=$((port + 1)); done
    echo "$port"
}

# await SECONDS PID COMMAND…: until the command succeeds; gives up when PID ends or time is over.
await() {
    local end=$((SECONDS + $1)) pid=$2 limit=$1
    shift 2
    until running "$pid" && "$@"; do
        running "$pid" || give_up "it ended by itself"
        [ "$SECONDS" -lt "$end" ] || give_up "not ready after $limit s"
        sleep 0.1
    done
}

# running PID: whether it is a child of ours that has not ended. (Asking the shell and not the
# system: a number can be given to another process.)
running() { [[ " $(jobs -rp | tr '\n' ' ')" == *" $1 "* ]]; }

# The three kinds of answer, each to a message that deserves it.
ask() {
    local at
    at=$(field "$run_dir/executed.json" timestamp)
    await_indexed "$at"
    headline "Is the message valid, executed on 902 at $at?"
    check_of message.json "$at"
    expect 0 "${question[@]}"
    headline "And with one bit of its payload changed?"
    check_of changed.json "$at"
    expect 1 "${question[@]}"
    headline "And one that chain 901 has not come to yet?"
    check_of to-come.json "$(($(field "$run_dir/to-come.json" timestamp) + 2))"
    expect 3 "${question[@]}"
}

# check_of FILE TIMESTAMP: fills `question` with the arguments of the check.
check_of() {
    local flags
    mapfile -t flags < <(node deploy/devnet/devnet.mjs flags "$run_dir/$1")
    question=(check --on 902 --at "$2" "${flags[@]}")
}

# await_indexed TIMESTAMP: until interlockd has seen both chains up to then.
await_indexed() {
    begin "Wait until interlockd has indexed both" "look at $service_log"
    step_log=$service_log
    check_of message.json "$1"
    await 30 "$service_pid" has_status 0 "${question[@]}"
    await 30 "$service_pid" ask_quietly block 902 "$(field "$run_dir/executed.json" block)"
    finish
}

# A message from unsafe to finalized, with the block that executes it.
rise() {
    local initiating executing
    initiating=$(field "$run_dir/to-come.json" blockNumber)
    headline "Chain 902 executes that one before it is there: its block waits"
    act execute --dir "$chains_dir" --on 902 "$run_dir/to-come.json" --out "$run_dir/early.json"
    executing=$(field "$run_dir/early.json" block)
    question=(explain block 902 "$executing" --level cross-unsafe)
    settle has_status 3 "${question[@]}"
    expect 3 "${question[@]}"

    headline "Chain 901 comes to it: both blocks rise, level by level, as the chains grow"
    act mine --dir "$chains_dir" --on 901
    act send --dir "$chains_dir" --on 901 --out "$run_dir/come.json"
    show_levels "$initiating" "$executing" cross-unsafe
    act mine --dir "$chains_dir" --count "$kEpochSlots"
    show_levels "$initiating" "$executing" safe
    act mine --dir "$chains_dir" --count "$kEpochSlots"
    show_levels "$initiating" "$executing" finalized
}

# show_levels INITIATING EXECUTING LEVEL: of block INITIATING of 901 and block EXECUTING of 902, once
# both have reached LEVEL.
show_levels() {
    settle is_at 901 "$1" "$3"
    settle is_at 902 "$2" "$3"
    tell_levels 901 "$1"
    tell_levels 902 "$2"
}

# is_at CHAIN BLOCK LEVEL
is_at() {
    "$interlock" --server "$listen" --json block "$1" "$2" 2>/dev/null |
        grep -q "\"levels\":\[[^]]*\"$3\""
}

# Its block must be replaced before the node itself calls it safe: until then nobody has relied on it.
catch_invalid() {
    local forged
    headline "Chain 902 executes the changed message: the EVM takes it, interlockd does not"
    act execute --dir "$chains_dir" --on 902 "$run_dir/changed.json" --out "$run_dir/forged.json"
    forged=$(field "$run_dir/forged.json" block)
    question=(explain block 902 "$forged" --level cross-unsafe)
    settle has_status 1 "${question[@]}"
    expect 1 "${question[@]}"

    headline "The block is made anew with nothing but its deposits: the chain goes on"
    act replace --dir "$chains_dir" --on 902 --block "$forged"
    act mine --dir "$chains_dir" --count "$kEpochSlots"
    question=(explain block 902 "$forged")
    settle has_status 0 "${question[@]}"
    expect 0 "${question[@]}"
}

# settle COMMAND…: until interlockd has come so far that the command succeeds.
settle() {
    step_title="Wait for: $*" step_log=$service_log
    step_advice="this is a fault of Interlock; please report it with the log"
    await 30 "$service_pid" "$@"
    step_title='' step_log='' step_advice=''
}

# has_status STATUS ARGUMENT…: whether that is how interlock ends, asked quietly.
has_status() {
    local wanted=$1 status=0
    shift
    ask_quietly "$@" || status=$?
    [ "$status" -eq "$wanted" ]
}

# expect STATUS ARGUMENT…: asks interlockd, shows question and answer; that must be the exit status.
expect() {
    local wanted=$1 status=0
    shift
    tell "$@" || status=$?
    [ "$status" -eq "$wanted" ] || {
        step_title=$(typed interlock "$@") step_log=$service_log
        step_advice="this is a fault of Interlock; please report it with the log"
        give_up "the answer has status $status instead of $wanted"
    }
}

headline() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }

# tell ARGUMENT…: asks interlockd, and shows the question as one would type it.
tell() {
    show_typed interlock --server "$listen" "$@"
    "$interlock" --server "$listen" "$@"
}

# tell_levels CHAIN BLOCK: the line of `interlock block` that has them.
tell_levels() {
    show_typed interlock --server "$listen" block "$1" "$2" "| grep levels"
    "$interlock" --server "$listen" block "$1" "$2" | grep levels
}

# act ARGUMENT…: does something to the chains, and shows it in the same way.
act() {
    step_title="devnet $1" step_advice="look at $chains_dir" step_log=''
    show_typed node deploy/devnet/devnet.mjs "$@"
    node deploy/devnet/devnet.mjs "$@"
    step_title='' step_advice=''
}

show_typed() { printf '%s%s%s\n' "$dim" "$(typed "$@")" "$plain"; }

# typed WORD…: a command as one would type it, in lines of a readable length where words allow it.
typed() {
    local line='$' word value
    while [ $# -gt 0 ]; do
        word=$1 value=''
        shift
        # An option and its value stay together.
        if [[ $word == --* ]]; then value=" ${1:-}"; fi
        if [ $((${#line} + 1 + ${#word} + ${#value})) -gt 90 ]; then
            printf '%s \\\n' "$line"
            line='   '
        fi
        line+=" $word"
    done
    printf '%s\n' "$line"
}

what_next() {
    if [ "$keep" = no ]; then
        cat <<EOF

Next:
  deploy/quickstart.sh --keep      the same, and everything stays up to play with
  build/release/server/interlockd --help, build/release/client/cli/interlock --help
  deploy/test.sh                   all tests
EOF
        return
    fi
    cat <<EOF

Running, until Ctrl-C here or: kill $$
  interlockd  $listen, set up by $chains_dir/interlock.toml, log in $service_log
  its page    http://$page/dashboard/
$(sed -n 's/^ *"url": "\(.*\)"$/  chain       \1/p' "$chains_dir/devnet.json")
Try, in another terminal:
  $interlock --server $listen status
  $interlock --server $listen watch
  $interlock --server $listen messages --decode --follow
  node deploy/devnet/devnet.mjs call --dir $chains_dir --on 901 --to 902 --out $run_dir/call.json
  node deploy/devnet/devnet.mjs relay --dir $chains_dir --on 902 $run_dir/call.json
  node deploy/devnet/devnet.mjs reorg --dir $chains_dir --on 902 --depth 2
An invalid block, which the node itself calls safe $kEpochSlots blocks later, until N is replaced:
  node deploy/devnet/devnet.mjs execute --dir $chains_dir --on 902 $run_dir/changed.json
  node deploy/devnet/devnet.mjs replace --dir $chains_dir --on 902 --block N
EOF
    wait -n "$devnet_pid" "$service_pid" || true
    step_title="Keep everything running" step_log=$service_log
    step_advice="look at $service_log and $chains_dir"
    give_up "something ended by itself"
}

# Ends what this script started, newest first, and waits for it.
leave_nothing() {
    trap - INT TERM ERR
    local i pid
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        pid=${started[i]}
        if running "$pid"; then kill "$pid"; fi
        for _ in $(seq 150); do
            running "$pid" || break
            sleep 0.1
        done
        if running "$pid"; then kill -KILL "$pid"; fi
        wait "$pid" 2>/dev/null || true
    done
}

main
