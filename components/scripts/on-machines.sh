# Functions for scripts that have Systems Manager run a document on machines. Like lib.sh it calls AWS only through its functions, and each
# script lists in its own head what the functions it uses call.

# on_machines DOCUMENT MINUTES ID...: leaves one invocation a machine in $scratch/invocations.json, ended or not; Systems Manager
# takes 50 at once. What $scratch/parameters.json says is sent along, where it is there.
on_machines() {
    local document=$1 minutes=$2 command attempt open
    shift 2
    local options=()
    [ ! -f "$scratch/parameters.json" ] || options=(--parameters "file://$scratch/parameters.json")
    aws ssm send-command --document-name "$document" --instance-ids "$@" --timeout-seconds 60 "${options[@]}" >"$scratch/command.json" ||
        fail "asked $# machines to run $document, Systems Manager refused (its words are above); its agent must run on each, with a way to the internet"
    command=$(jq -r .Command.CommandId "$scratch/command.json")
    for attempt in $(seq 0 $((minutes * 12))); do
        aws ssm list-command-invocations --command-id "$command" --details >"$scratch/invocations.json" ||
            fail "asked for the answers to command $command, Systems Manager refused (its words are above)"
        open=$(jq --argjson asked $# '$asked - ([.CommandInvocations[] | select(.Status | IN("Pending", "InProgress", "Delayed", "Cancelling") | not)] | length)' "$scratch/invocations.json")
        [ "$open" -gt 0 ] || break
        [ "$attempt" = $((minutes * 12)) ] || sleep 5
    done
}
