# Defines running_state: what a service runs whose deployments are CodeDeploy's.

# shellcheck disable=SC2034 # read by ecs-verify.sh
deployed_by=CodeDeploy

# running_state: of $scratch/services.json, the task definition that production traffic reaches, and how its tasks are. None of
# none is steady to ECS, and CodeDeploy moves traffic to it without a word; nobody of ours was there to see that a task ran.
running_state() {
    jq -r '[.services[0].taskSets[]? | select(.status == "PRIMARY")][0]
        | (if .computedDesiredCount == 0 then "UNPROVEN" else .stabilityStatus // "missing" end) as $state
        | "\(.taskDefinition // "none") \($state), \(.runningCount // 0) of \(.computedDesiredCount // 0) tasks run"' "$scratch/services.json"
}
