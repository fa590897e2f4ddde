# Defines target_verify and target_settle: proves that what was asked for is what the service runs, then lets go tasks too many.
# reads: CLUSTER SERVICE
# takes: ecs.json, which ecs-prepare wrote
# calls: ecs:DescribeServices on service/$CLUSTER/$SERVICE
# calls: ecs:DescribeTaskDefinition on *
# calls: ecs:UpdateService on service/$CLUSTER/$SERVICE
need CLUSTER SERVICE

see_service() {
    aws ecs describe-services --cluster "$CLUSTER" --services "$SERVICE" >"$scratch/services.json" ||
        fail "asked for service $SERVICE in cluster $CLUSTER, ECS refused (its words are above)"
}

# unverified: a count that Verify raises above the most of the hour stays until its tasks have been steady once | fails as: at night Verify of a line of CodeDeploy's is red after 10 minutes, its tasks are stopped while they start | settle: lower a service to 0, and its max, while CodeDeploy waits for its tasks

# raise_from_none: somebody has lowered the count to none since Prepare raised it, a night or a person. Raised again, once, for
# the proof; and what it goes back to is what it was without that.
raise_from_none() {
    local count
    [ -z "$raised" ] || return 0
    raised=yes
    count=$(jq -r .count ecs.json)
    aws ecs update-service --cluster "$CLUSTER" --service "$SERVICE" --desired-count "$count" >/dev/null ||
        fail "asked for $count tasks of $SERVICE instead of none, ECS refused (its words are above); nothing is recorded as live"
    say "Service $SERVICE has no task, which proves nothing: it runs $count now."
    jq '.found = 0' ecs.json >"$scratch/ecs.json"
    mv "$scratch/ecs.json" ecs.json
}

# Leaves in $running the task definition that production traffic reaches, once all of its tasks are up: 10 minutes.
wait_until_steady() {
    local attempt state="" raised=""
    for attempt in $(seq 0 40); do
        see_service
        state=$(running_state)
        running=${state%% *}
        state=${state#* }
        [ "${state%%,*}" != STEADY_STATE ] || return 0
        [ "${state%%,*}" != UNPROVEN ] || raise_from_none
        [ $((attempt % 4)) -ne 0 ] || say "What $SERVICE runs is $state. Waiting, $((attempt / 4)) of 10 minutes."
        [ "$attempt" = 40 ] || sleep 15
    done
    fail "asked for steady tasks of $SERVICE, it was $state after 10 minutes; nothing is recorded as live, look at the service's events and its tasks' logs"
}

# target_verify: leaves in $scratch/runs.json what runs, for the record.
target_verify() {
    local asked runs running=""
    wait_until_steady
    aws ecs describe-task-definition --task-definition "$running" >"$scratch/taskdef.json" ||
        fail "asked for task definition $running, ECS refused (its words are above)"
    asked="release $release_id, blueprint $blueprint, image $release_what"
    runs=$(jq -r '.taskDefinition.containerDefinitions | ([.[] | select(.dockerLabels["fairlead.release"])][0] // .[0])
        | "release \(.dockerLabels["fairlead.release"] // "none"), blueprint \(.dockerLabels["fairlead.blueprint"] // "none"), image \(.image)"' "$scratch/taskdef.json")
    [ "$runs" = "$asked" ] ||
        fail "asked for $asked; $SERVICE runs $runs; $deployed_by rolled back, or another deployment followed. Nothing is recorded as live; look at the last deployment of $SERVICE in $deployed_by"
    say "$SERVICE runs what was asked for: $asked."
    jq -n --arg arn "$running" --slurpfile prepared ecs.json '{taskDefinition: $arn, count: $prepared[0].count}' >"$scratch/runs.json"
}

# target_settle: what runs at its hours is what is live. And Prepare raised the count where more tasks were asked for; fewer are enough only once nobody asks the release
# for anything any more. How many there are is asked anew: scaling may have chosen meanwhile.
target_settle() {
    local count found enough=""
    if [ "$release_placeholder" != true ] && declare -F register_scheduled >/dev/null; then register_scheduled; fi
    see_service
    count=$(jq -r .count ecs.json)
    found=$(jq -r '.services[0].desiredCount' "$scratch/services.json")
    enough_tasks
    [ "$found" -gt "$enough" ] || return 0
    aws ecs update-service --cluster "$CLUSTER" --service "$SERVICE" --desired-count "$enough" >/dev/null ||
        fail "asked for $enough tasks of $SERVICE instead of $found, ECS refused (its words are above); nothing is recorded as live"
    say "Service $SERVICE runs $enough tasks instead of $found."
}
