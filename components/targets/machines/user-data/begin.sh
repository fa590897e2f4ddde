set -Eeuo pipefail

say() { printf 'user data: %s\n' "$*"; }

# A machine without all of this would take no deployment, or fail one an hour later. One that ends is seen: the alarm on
# machines rings, and its last words are in the log.
give_up() {
    local code=$?
    [ "$code" != 0 ] || return 0
    say "ended with $code; this machine shuts itself down"
    sleep 60 # until the log has been sent
    shutdown -h now
}
trap give_up EXIT

# fetch FILE URL: by itself, wget waits a quarter of an hour for an address that does not answer, twenty times.
fetch() { wget -q --timeout=30 --tries=1 -O "$1" "$2"; }

# retry COMMAND...: a fixed address comes while the machine starts, and cuts off what is under way.
retry() {
    local attempt
    for attempt in 1 2 3 4; do
        ! "$@" || return 0
        say "$1 failed, attempt $attempt of 5"
        sleep "$((attempt * 5))"
    done
    "$@"
}
