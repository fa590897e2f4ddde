# Runs the release's own command once, in a task of its new image, before any traffic moves; red unless it ends with 0.
# reads: CLUSTER FAMILY ROLES COMMAND NETWORK LOG_GROUP WAIT_MINUTES
# takes: release.json taskdef.json, which Prepare wrote
# calls: ecs:RegisterTaskDefinition on task-definition/$FAMILY-before:*
# calls: iam:PassRole on <each of ROLES>
# calls: ecs:RunTask on task-definition/$FAMILY-before:<revision>
# calls: ecs:DescribeTasks on task/$CLUSTER/<id>
# calls: ecs:StopTask on task/$CLUSTER/<id>
# calls: logs:GetLogEvents on log-group:$LOG_GROUP:log-stream:before/<id>
need CLUSTER FAMILY ROLES COMMAND NETWORK LOG_GROUP WAIT_MINUTES
take_release .

# register: leaves in $definition the release's task definition with this command, in a family of its own: in the releases'
# family it would be the newest revision. Its log has a stream of its own too, beside those of the service.
register() {
    jq --arg family "$FAMILY-before" --arg image "$release_what" --argjson command "$COMMAND" '.family = $family
        | .containerDefinitions |= map(.logConfiguration.options["awslogs-stream-prefix"] = "before"
            | if .dockerLabels["fairlead.release"] then .image = $image | .command = $command else . end)' taskdef.json >"$scratch/taskdef.json"
    container=$(jq -r '.containerDefinitions[] | select(.dockerLabels["fairlead.release"]) | .name' "$scratch/taskdef.json")
    aws ecs register-task-definition --cli-input-json "file://$scratch/taskdef.json" >"$scratch/registered.json" ||
        fail "asked ECS to register a revision of $FAMILY-before, it refused (its words are above); nothing was run, and nothing is deployed"
    definition=$(jq -r .taskDefinition.taskDefinitionArn "$scratch/registered.json")
}

# start: leaves in $task what runs now.
start() {
    printf '%s' "$NETWORK" >"$scratch/network.json"
    aws ecs run-task --cluster "$CLUSTER" --task-definition "$definition" --launch-type FARGATE \
        --network-configuration "file://$scratch/network.json" >"$scratch/started.json" ||
        fail "asked ECS to run $definition, it refused (its words are above); nothing was run, and nothing is deployed"
    task=$(jq -r '.tasks[0].taskArn // ""' "$scratch/started.json")
    [ -n "$task" ] ||
        fail "asked ECS to run $definition, it did not: $(jq -r '[.failures[]? | .reason // .arn] | join(", ")' "$scratch/started.json"); nothing is deployed, run this step again"
    log="stream before/$container/${task##*/} of log group $LOG_GROUP"
    say "Before any traffic moves, release $release_id runs $COMMAND as task ${task##*/}; its log is $log."
}

# unverified: what a task printed last is in its stream once ECS says that it has stopped | fails as: Before shows fewer lines than the stream has | settle: aws logs get-log-events --log-group-name <group> --log-stream-name before/<container>/<task>, a minute after the step

# show_log: the end of what it wrote; that it cannot be read hides nothing of how it ended.
show_log() {
    aws logs get-log-events --log-group-name "$LOG_GROUP" --log-stream-name "before/$container/${task##*/}" --limit 30 >"$scratch/log.json" || {
        say "Its log cannot be read (the words are above)."
        return 0
    }
    jq -r '.events[]? | "  | \(.message)"' "$scratch/log.json"
}

# stop: its time is over.
stop() {
    aws ecs stop-task --cluster "$CLUSTER" --task "$task" --reason "it ran for $WAIT_MINUTES minutes, which is all it has" >/dev/null ||
        say "ECS does not stop task $task (its words are above): stop it by hand."
    show_log
    fail "asked for the end of $COMMAND, it still ran after $WAIT_MINUTES minutes and was stopped; nothing is deployed. Its log is $log; before.timeoutMinutes of the line says how long it may take"
}

# wait_until_stopped: leaves in $scratch/tasks.json how it ended.
wait_until_stopped() {
    local attempt status last=""
    for attempt in $(seq 0 $((WAIT_MINUTES * 4))); do
        aws ecs describe-tasks --cluster "$CLUSTER" --tasks "$task" >"$scratch/tasks.json" ||
            fail "asked for task $task, ECS refused (its words are above); it may still run, look at $log"
        status=$(jq -r '.tasks[0].lastStatus // "missing"' "$scratch/tasks.json")
        [ "$status" != STOPPED ] || return 0
        if [ "$status" != "$last" ] || [ $((attempt % 20)) -eq 0 ]; then
            say "Task ${task##*/} is $status. Waiting, $((attempt / 4)) of $WAIT_MINUTES minutes."
        fi
        last=$status
        [ "$attempt" = $((WAIT_MINUTES * 4)) ] || sleep 15
    done
    stop
}

definition="" container="" task="" log=""
if [ "$release_placeholder" = true ]; then
    say "Release $release_id is the placeholder, which has nothing to do before traffic moves."
else
    register
    start
    wait_until_stopped
    show_log
    code=$(jq -r --arg name "$container" '[.tasks[0].containers[]? | select(.name == $name) | .exitCode][0] // "none"' "$scratch/tasks.json")
    [ "$code" = 0 ] ||
        fail "asked $COMMAND of release $release_id for exit code 0, it ended with $code: $(jq -r '.tasks[0].stoppedReason // "ECS gives no reason"' "$scratch/tasks.json"). Nothing is deployed, and what was live still is; its log is $log"
    say "$COMMAND of release $release_id ended with 0."
fi
