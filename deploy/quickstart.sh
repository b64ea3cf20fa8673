#!/usr/bin/env bash
# Interlock on real chains, in one go: installs, builds, starts two test chains and interlockd, sends
# a message from one chain to the other, and asks whether it is valid. Leaves nothing running,
# unless --keep asks for it.
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
    devnet postpone "$run_dir/message.json" --blocks 300 --out "$run_dir/to-come.json"
    finish
    begin "Execute it on chain 902, with its access list" "look at $chains_dir/anvil-902.log"
    devnet execute --dir "$chains_dir" --on 902 "$run_dir/message.json" >"$run_dir/executed.json"
    finish
    ask
    show_rise
    show_invalid_block
    show_more
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
    node deploy/devnet/devnet.mjs up --dir "$chains_dir" --first-port "$first_port" \
        --epoch-slots 4 --listen "$listen" >>"$step_log" 2>&1 &
    devnet_pid=$!
    started+=("$devnet_pid")
    await 60 "$devnet_pid" test -f "$chains_dir/devnet.json"
}

start_service() {
    "$interlockd" --config "$chains_dir/interlock.toml" >"$service_log" 2>&1 &
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
    expect 0 "Is the message valid, executed on 902 at $at?" check_of message.json "$at"
    expect 1 "And with one bit of its payload changed?" check_of changed.json "$at"
    expect 3 "And one that chain 901 has not come to yet?" check_of to-come.json \
        "$(($(field "$run_dir/to-come.json" timestamp) + 2))"
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
    await 30 "$service_pid" answered "${question[@]}"
    await 30 "$service_pid" ask_quietly block 902 "$(field "$run_dir/executed.json" block)"
    finish
}

# Whether interlockd has made up its mind: statuses 3 and above mean that it has not.
answered() {
    local status=0
    ask_quietly "$@" || status=$?
    [ "$status" -lt 3 ]
}

# expect STATUS TITLE COMMAND…: the command sets the question; the answer must have that exit status.
expect() {
    local wanted=$1 title=$2 status=0
    shift 2
    "$@"
    headline "$title"
    tell "${question[@]}" || status=$?
    [ "$status" -eq "$wanted" ] || {
        step_title=$title step_log=$service_log
        step_advice="this is a fault of Interlock; please report it with the log"
        give_up "the answer has status $status instead of $wanted"
    }
}

# The nodes call a block safe when four more have come, and final after eight.
show_rise() {
    local level since_s=$SECONDS
    check_of message.json "$(field "$run_dir/executed.json" timestamp)"
    headline "The message rises through the safety levels"
    printf '%s%s%s\n' "$dim" "\$ interlock check --level LEVEL …" "$plain"
    for level in unsafe cross-unsafe local-safe safe finalized; do
        step_title="Wait until the message is $level" step_log=$service_log
        await 60 "$service_pid" ask_quietly "${question[@]}" --level "$level"
        printf '%-13s  %s  after %d s\n' "$level" \
            "$("$interlock" --server "$listen" "${question[@]}" --level "$level" | head -n 1)" \
            $((SECONDS - since_s))
    done
}

# The virtual machine takes any message that the transaction's access list announces. A supervisor
# does not.
show_invalid_block() {
    local bad
    begin "Execute a forged message on chain 902" "look at $chains_dir/anvil-902.log"
    devnet pause --dir "$chains_dir" --on 902 >>"$step_log"
    devnet execute --dir "$chains_dir" --on 902 "$run_dir/changed.json" >"$run_dir/forged.json"
    bad=$(field "$run_dir/forged.json" block)
    await 30 "$service_pid" has_status 1 explain block 902 "$bad"
    finish
    expect 1 "The block that holds it is invalid, and everything after it stands still" \
        explain_of "$bad"
    begin "Replace the block by one with its deposits only" "look at $chains_dir/anvil-902.log"
    devnet replace --dir "$chains_dir" --on 902 --block "$bad" >>"$step_log"
    devnet resume --dir "$chains_dir" --on 902 >>"$step_log"
    await 30 "$service_pid" has_status 0 explain block 902 "$bad" --level cross-unsafe
    finish
    expect 0 "Healed: the chain goes on" explain_of "$bad"
}

# explain_of NUMBER: fills `question`, as check_of does.
explain_of() { question=(explain block 902 "$1" --level cross-unsafe); }

# has_status STATUS COMMAND…
has_status() {
    local wanted=$1 status=0
    shift
    ask_quietly "$@" || status=$?
    [ "$status" -eq "$wanted" ]
}

show_more() {
    headline "The heads of both chains"
    tell status
    headline "The message on chain 901, and who executes it"
    tell message 901 "$(field "$run_dir/message.json" blockNumber)" \
        "$(field "$run_dir/message.json" logIndex)"
    headline "The block of chain 902 that executes it"
    tell block 902 "$(field "$run_dir/executed.json" block)"
}

headline() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }

# tell ARGUMENT…: asks interlockd, and shows the question as one would type it.
tell() {
    printf '%s%s%s\n' "$dim" "$(typed interlock --server "$listen" "$@")" "$plain"
    "$interlock" --server "$listen" "$@"
}

# typed WORD…: a command as one would type it, in lines of a readable length.
typed() {
    local line='$' word
    for word in "$@"; do
        if [[ $word == --* ]] && [ $((${#line} + ${#word})) -gt 72 ]; then
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
$(sed -n 's/^ *"url": "\(.*\)"$/  chain       \1/p' "$chains_dir/devnet.json")
Try, in another terminal:
  $interlock --server $listen status
  node deploy/devnet/devnet.mjs call --dir $chains_dir --on 901 --to 902 --out message.json
  node deploy/devnet/devnet.mjs relay --dir $chains_dir --on 902 message.json
  node deploy/devnet/devnet.mjs reorg --dir $chains_dir --on 901 --depth 3
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
