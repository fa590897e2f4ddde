# Has the host take the release that was prepared, and says what it said; red where it did not take it.
# reads: SHIP
# takes: host.json, which host-prepare wrote
# calls: ssm:SendCommand on document/$SHIP
# calls: ssm:SendCommand on instance/<machine>
# calls: ssm:ListCommandInvocations on *
need SHIP
[ -f host.json ] || fail "asked for what Prepare wrote, found no host.json; this step takes Prepare's artifact"

# A machine may still be on its way: after \`pulumi up\`, or in the place of one that is gone. 15 minutes.
wait_for_host() {
    local attempt
    for attempt in $(seq 0 30); do
        list_machines
        [ -n "$coming" ] || return 0
        [ $((attempt % 4)) -ne 0 ] || say "$coming. Waiting, $((attempt / 2)) of 15 minutes."
        [ "$attempt" = 30 ] || sleep 30
    done
    fail "asked for a machine that serves, $coming after 15 minutes; look at the log of its user data"
}

# Systems Manager knows a machine a moment after it is there: 5 minutes. A shell of its own, for a refusal ends it.
send_release() {
    local attempt
    for attempt in $(seq 0 20); do
        if (on_machines "$SHIP" 40 "$@") 2>"$scratch/refused"; then return 0; fi
        grep -q InvalidInstanceId "$scratch/refused" || break
        [ "$attempt" = 20 ] || sleep 15
    done
    cat "$scratch/refused" >&2
    exit 1
}

wait_for_host
mapfile -t ids <"$scratch/machines"
[ "${#ids[@]}" = 1 ] || fail "asked for one machine, found ${#ids[@]}; one is on its way out, run again"
jq -n --arg deployment "$(base64 <host.json | tr -d '\n')" '{Deployment: [$deployment]}' >"$scratch/parameters.json"
send_release "${ids[@]}"
status=$(jq -r '.CommandInvocations[0].Status // "none"' "$scratch/invocations.json")
jq -r '.CommandInvocations[0].CommandPlugins[0].Output // "" | sub("\n+$"; "")' "$scratch/invocations.json"
[ "$status" = Success ] || fail "asked ${ids[0]} to take the release, it says $status (its words are above); what was live before still answers"
