# Defines running_state: what a service runs that nobody sends requests to, and whether its tasks say that they are well.
# reads: CLUSTER SERVICE
# calls: ecs:ListTasks on *
# calls: ecs:DescribeTasks on task/$CLUSTER/<id>
need CLUSTER SERVICE

# shellcheck disable=SC2034 # read by ecs-verify.sh
deployed_by=ECS

# tasks_of DEFINITION: leaves in $scratch/tasks.json the tasks of the service that are of it.
tasks_of() {
    local arns
    aws ecs list-tasks --cluster "$CLUSTER" --service-name "$SERVICE" >"$scratch/listed.json" ||
        fail "asked for the tasks of $SERVICE, ECS refused (its words are above)"
    mapfile -t arns < <(jq -r '.taskArns[]?' "$scratch/listed.json")
    if [ "${#arns[@]}" = 0 ]; then
        echo '{"tasks": []}' >"$scratch/tasks.json"
        return
    fi
    # As many as it takes at once: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
    aws ecs describe-tasks --cluster "$CLUSTER" --tasks "${arns[@]:0:100}" >"$scratch/described.json" ||
        fail "asked how the tasks of $SERVICE are, ECS refused (its words are above)"
    jq --arg of "$1" '{tasks: [.tasks[] | select(.taskDefinitionArn == $of)]}' "$scratch/described.json" >"$scratch/tasks.json"
}

# running_state: of $scratch/services.json, the task definition of the newest deployment, and how its tasks are. The placeholder
# has nothing to say of its health: it runs, and that is all. None of none is steady, as scaling may have ended by now what
# RollOut has seen running: it is red where nothing ran.
running_state() {
    tasks_of "$(jq -r '[.services[0].deployments[]? | select(.status == "PRIMARY")][0].taskDefinition // "none"' "$scratch/services.json")"
    jq -r --argjson placeholder "$release_placeholder" --slurpfile of "$scratch/tasks.json" '
        [.services[0].deployments[]? | select(.status == "PRIMARY")][0]
        | ([$of[0].tasks[] | select($placeholder or .healthStatus == "HEALTHY")] | length) as $well
        | (if .rolloutState != "COMPLETED" or .runningCount != .desiredCount then .rolloutState // "missing"
           elif $well >= ([.desiredCount, 100] | min) then "STEADY_STATE" else "UNHEALTHY" end) as $state
        | "\(.taskDefinition // "none") \($state), \(.runningCount // 0) of \(.desiredCount // 0) tasks run and \($well) are well"' "$scratch/services.json"
}
