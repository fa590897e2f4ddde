# Defines running_state: what a service runs whose deployments are its own.

# shellcheck disable=SC2034 # read by ecs-verify.sh
deployed_by=ECS

# running_state: of $scratch/services.json, the task definition of the newest deployment, and how its tasks are. One that was
# rolled back is not the newest any more: its successor runs what was there before. None of none is steady, as scaling may have
# ended by now what RollOut has seen running: it is red where nothing ran.
running_state() {
    jq -r '[.services[0].deployments[]? | select(.status == "PRIMARY")][0]
        | (if .rolloutState == "COMPLETED" and .runningCount == .desiredCount then "STEADY_STATE" else .rolloutState // "missing" end) as $state
        | "\(.taskDefinition // "none") \($state), \(.runningCount // 0) of \(.desiredCount // 0) tasks run"' "$scratch/services.json"
}
