# Defines target_verify: proves that the release and the blueprint that were asked for are what every machine runs.
# reads: CARRIES ASK
# calls: ssm:SendCommand on document/$ASK
# calls: ssm:SendCommand on instance/<machine>
# calls: ssm:ListCommandInvocations on *
need CARRIES ASK

# A machine that was launched during the deployment has the release before it, and gets this one by a deployment of its own:
# 30 minutes until none is under way and none is still coming.
wait_for_machines() {
    local attempt
    for attempt in $(seq 0 60); do
        target_wait
        list_machines
        [ -n "$coming" ] || return 0
        [ $((attempt % 4)) -ne 0 ] || say "$coming. Waiting, $((attempt / 2)) of 30 minutes."
        [ "$attempt" = 60 ] || sleep 30
    done
    fail "asked for machines that all serve, $coming after 30 minutes; nothing is recorded as live, look at the log of their user data${launch_shows:-}"
}

# target_verify: leaves in $scratch/runs.json what runs, for the record.
target_verify() {
    local ids differing
    wait_for_machines
    mapfile -t ids <"$scratch/machines"
    : >"$scratch/answers.json"
    for ((from = 0; from < ${#ids[@]}; from += 50)); do
        on_machines "$ASK" 5 "${ids[@]:from:50}"
        jq '[.CommandInvocations[] | {id: .InstanceId, status: .Status, says: (.CommandPlugins[0].Output // "")}]' "$scratch/invocations.json" >>"$scratch/answers.json"
    done
    differing=$(jq -rs --arg release "$release_id" --arg blueprint "$blueprint" --arg what "$release_what" --arg carries "$CARRIES" --rawfile asked "$scratch/machines" '
        add as $answers
        | [$asked | split("\n")[] | select(. != "") as $id | $id
           | ([$answers[] | select(.id == $id)][0] // {status: "no answer", says: ""}) as $answer
           | ($answer.says | split("\n")[0] // "" | try fromjson catch null) as $says
           | if $answer.status != "Success" or $says == null then "\($id) does not say what it runs (\($answer.status))"
             elif $says.deployed.release != $release or $says.deployed.blueprint != $blueprint then
                "\($id) has release \($says.deployed.release // "none"), blueprint \($says.deployed.blueprint // "none")"
             elif $carries == "image" and $says.image != $what then "\($id) runs image \(if $says.image == "" then "none" else $says.image end)"
             elif $says.answer != "200" then "\($id) answers \($says.answer)"
             else empty end]
        | join("; ")' "$scratch/answers.json")
    [ -z "$differing" ] ||
        fail "asked every machine for release $release_id, blueprint $blueprint; $differing. Nothing is recorded as live; $rollout_shows"
    say "All ${#ids[@]} machines run release $release_id, blueprint $blueprint, and answer."
    jq -n --rawfile machines "$scratch/machines" '{instances: ($machines | split("\n") | map(select(. != "")) | sort)}' >"$scratch/runs.json"
}
