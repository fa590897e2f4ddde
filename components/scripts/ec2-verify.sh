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
    fail "asked for machines that all serve, $coming after 30 minutes; nothing is recorded as live, look at the log of their user data and at the deployments that their launch started"
}

# ask_machines ID...: leaves one invocation a machine in $scratch/answers.json; Systems Manager takes 50 at once. 5 minutes.
ask_machines() {
    local command attempt open
    aws ssm send-command --document-name "$ASK" --instance-ids "$@" --timeout-seconds 60 >"$scratch/command.json" ||
        fail "asked $# machines what they run, Systems Manager refused (its words are above); its agent must run on each, with a way to the internet"
    command=$(jq -r .Command.CommandId "$scratch/command.json")
    for attempt in $(seq 0 60); do
        aws ssm list-command-invocations --command-id "$command" --details >"$scratch/invocations.json" ||
            fail "asked for the answers to command $command, Systems Manager refused (its words are above)"
        open=$(jq --argjson asked $# '$asked - ([.CommandInvocations[] | select(.Status | IN("Pending", "InProgress", "Delayed", "Cancelling") | not)] | length)' "$scratch/invocations.json")
        [ "$open" -gt 0 ] || break
        [ "$attempt" = 60 ] || sleep 5
    done
    jq '[.CommandInvocations[] | {id: .InstanceId, status: .Status, says: (.CommandPlugins[0].Output // "")}]' "$scratch/invocations.json" >>"$scratch/answers.json"
}

# target_verify: leaves in $scratch/runs.json what runs, for the record.
target_verify() {
    local ids differing
    wait_for_machines
    mapfile -t ids <"$scratch/machines"
    : >"$scratch/answers.json"
    for ((from = 0; from < ${#ids[@]}; from += 50)); do
        ask_machines "${ids[@]:from:50}"
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
        fail "asked every machine for release $release_id, blueprint $blueprint; $differing. Nothing is recorded as live; CodeDeploy rolled back, or its configuration lets a machine fail: look at the last deployments of $GROUP"
    say "All ${#ids[@]} machines run release $release_id, blueprint $blueprint, and answer."
    jq -n --rawfile machines "$scratch/machines" '{instances: ($machines | split("\n") | map(select(. != "")) | sort)}' >"$scratch/runs.json"
}
