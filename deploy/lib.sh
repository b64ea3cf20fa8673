# shellcheck shell=bash
# Shared by the scripts of this folder: steps with a title, a time and a clear end. To be sourced
# under `set -Eeuo pipefail`, so that any failing command inside a step ends the script, and with
# log_dir set to the folder of the steps' logs.
#
#   begin "Title" "What to do when it fails"
#   quiet some command       # its output goes to the log, which is shown when it fails
#   finish

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
    bold='' dim='' red='' green='' plain=''
fi

kLogTailLines=40
step_title=''
step_advice=''
step_log=''
step_line_open=no
step_count=0

now_ms() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

# took START_MS: how long it is since then, for people.
took() {
    local ms=$(($(now_ms) - $1))
    if [ "$ms" -lt 100000 ]; then
        printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100))
    else
        printf '%d min %d s' $((ms / 60000)) $((ms / 1000 % 60))
    fi
}

begin() {
    step_title=$1
    step_advice=${2:-}
    step_count=$((step_count + 1))
    step_start_ms=$(now_ms)
    step_log=${log_dir:?}/$(printf '%02d' "$step_count").log
    : >"$step_log"
    printf '%s%2d  %-56s%s' "$bold" "$step_count" "$step_title" "$plain"
    step_line_open=yes
}

# aloud: ends the title's line, for a step whose commands speak for themselves.
aloud() {
    if [ "$step_line_open" = yes ]; then printf '\n'; fi
    step_line_open=no
}

quiet() {
    step_command=$*
    "$@" >>"$step_log" 2>&1
    step_command=''
}

finish() {
    [ "$step_line_open" = yes ] || printf '    '
    printf '%sok%s %s%s%s\n' "$green" "$plain" "$dim" "$(took "$step_start_ms")" "$plain"
    step_line_open=no step_title='' step_advice='' step_log=''
}

# give_up REASON: fails the step with a reason of its own.
give_up() {
    step_reason=$1
    return 1
}

step_reason=''
step_command=''
# A step's function that fails does so while its output goes to the log.
exec {step_stderr}>&2
on_failure() {
    local status=$1 command=${step_command:-$2}
    # A subshell's failure is its parent's as well, which tells it.
    [ "$BASH_SUBSHELL" -eq 0 ] || exit "$status"
    trap - ERR
    {
        aloud
        printf '%sfailed%s  %s\n' "$red" "$plain" "${step_title:-$command}"
        if [ -n "$step_reason" ]; then
            printf 'reason  %s\n' "$step_reason"
        else
            printf 'reason  status %s of: %s\n' "$status" "$command"
        fi
        if [ -n "$step_log" ] && [ -s "$step_log" ]; then
            printf '%s--- the end of %s%s\n' "$dim" "$step_log" "$plain"
            tail -n "$kLogTailLines" "$step_log"
            printf '%s---%s\n' "$dim" "$plain"
        fi
        [ -z "$step_advice" ] || printf 'to do   %s\n' "$step_advice"
    } >&"$step_stderr"
    exit 1
}
trap 'on_failure $? "$BASH_COMMAND"' ERR

# As many compilers at once as there are processors, and gigabytes of memory, for them.
jobs_at_once() {
    local cores memory_gb
    cores=$(nproc)
    memory_gb=$(awk '/^MemAvailable:/ {print int($2 / 1048576)}' /proc/meminfo)
    [ "$memory_gb" -ge 1 ] || memory_gb=1
    echo $((cores < memory_gb ? cores : memory_gb))
}
