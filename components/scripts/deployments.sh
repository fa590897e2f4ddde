# Defines target_wait: until no deployment of the group is under way.
# reads: APPLICATION GROUP
# calls: codedeploy:ListDeployments on deploymentgroup:$APPLICATION/$GROUP
need APPLICATION GROUP
# shellcheck disable=SC2034 # read by ec2-verify.sh
launch_shows=" and at the deployments that their launch started"
# shellcheck disable=SC2034 # read by ec2-verify.sh
rollout_shows="CodeDeploy rolled back, or its configuration lets a machine fail: look at the last deployments of $GROUP"

# target_wait: a group takes one deployment at a time; a second one would turn the run red, so this one waits its turn: 45 minutes.
target_wait() {
    local attempt open=""
    for attempt in $(seq 0 45); do
        aws deploy list-deployments --application-name "$APPLICATION" --deployment-group-name "$GROUP" \
            --include-only-statuses Created Queued InProgress Ready Baking >"$scratch/deployments.json" ||
            fail "asked for the open deployments of $APPLICATION/$GROUP, CodeDeploy refused (its words are above)"
        open=$(jq -r '.deployments // [] | join(" ")' "$scratch/deployments.json")
        [ -n "$open" ] || return 0
        [ $((attempt % 5)) -ne 0 ] || say "Deployment $open of $GROUP is still open. Waiting, $attempt of 45 minutes."
        [ "$attempt" = 45 ] || sleep 60
    done
    fail "asked for $GROUP to be free, deployment $open was still open after 45 minutes; stop it with \`aws deploy stop-deployment --deployment-id $open\` or let it end, then run again"
}
