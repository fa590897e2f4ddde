# Defines checks_ask: asks what runs as its users do, before it is recorded as live.
# reads: URL REQUESTS
# calls: nothing
need URL REQUESTS

# checks_ask: all of REQUESTS, so that all that is wrong is known at once; leaves in $scratch/asked.json what came of each.
checks_ask() {
    local at check name found wrong=""
    for at in $(seq 0 $(($(jq length <<<"$REQUESTS") - 1))); do
        check=$(jq -c ".[$at]" <<<"$REQUESTS")
        name=$(jq -r .name <<<"$check")
        ask_for "$check"
        if [ -n "$found" ]; then
            wrong+="; $name: $found"
        else
            say "Check $name: $asked_for answers as it should."
            keep_answer
        fi
    done
    [ -z "$wrong" ] || fail "release $release_id runs, and does not answer as it should: ${wrong#; }; nothing is recorded as live, look at deploy.checks and at the service's log. What runs stays: release it again once it is mended, or make an older release the candidate"
}

# ask_for CHECK: leaves in found what is wrong with the answer, nothing where it is right; three times, 10 seconds apart.
ask_for() {
    local attempt host path status contains to=()
    path=$(jq -r .path <<<"$1")
    status=$(jq -r .status <<<"$1")
    contains=$(jq -r '.contains // ""' <<<"$1")
    host=$(jq -r '.host // ""' <<<"$1")
    asked_for=$URL$path
    if [ -n "$host" ]; then
        # Whatever DNS says by now: it is this load balancer that is asked.
        to=(--connect-to "$host::${URL#*://}:")
        asked_for=${URL%%://*}://$host$path
    fi
    for attempt in 1 2 3; do
        : >"$scratch/answer"
        found=$(curl --silent --show-error --user-agent fairlead-check --max-time 10 --max-filesize 1048576 \
            "${to[@]}" --output "$scratch/answer" --write-out '%{http_code}' "$asked_for" 2>"$scratch/error") ||
            found="no answer, $(tr '\n' ' ' <"$scratch/error")"
        if [ "$found" != "$status" ]; then
            found="asked $asked_for for status $status, found $found"
        elif [ -n "$contains" ] && ! grep -qF -e "$contains" "$scratch/answer"; then
            found="asked $asked_for for an answer with \"$contains\" in it, found none"
        else
            found=""
            return 0
        fi
        [ "$attempt" = 3 ] || sleep 10
    done
}

keep_answer() {
    head -c 4000 "$scratch/answer" >"$scratch/head"
    jq -c --arg name "$name" --arg at "$asked_for" --rawfile text "$scratch/head" \
        '. + [{kind: "check", name: $name, passed: true, required: true, report: {at: $at, begins: $text[:1000]}}]' "$scratch/asked.json" >"$scratch/asked-now.json"
    mv "$scratch/asked-now.json" "$scratch/asked.json"
}
