# Defines running_state: what a service runs whose deployments are CodeDeploy's.

# shellcheck disable=SC2034 # read by ecs-verify.sh
deployed_by=CodeDeploy

# running_state: of $scratch/services.json, the task definition that production traffic reaches, and how its tasks are.
running_state() {
    jq -r '[.services[0].taskSets[]? | select(.status == "PRIMARY")][0]
        | "\(.taskDefinition // "none") \(.stabilityStatus // "missing"), \(.runningCount // 0) of \(.computedDesiredCount // 0) tasks run"' "$scratch/services.json"
}
