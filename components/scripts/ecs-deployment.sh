# Defines describe_service, definition_of, wait_until_ended and prove_ended: how a deployment by ECS itself goes on, and ends.
# reads: CLUSTER SERVICE WAIT_MINUTES, optional CONFIRM PASSES
# takes: ecs.json, which Prepare wrote
# calls: ecs:DescribeServices on service/$CLUSTER/$SERVICE
# calls: ecs:DescribeServiceRevisions on service-revision/$CLUSTER/$SERVICE/<id>
# calls: ecs:DescribeServiceRevisions on service/$CLUSTER/$SERVICE
# calls: ecs:StopServiceDeployment on service-deployment/$CLUSTER/$SERVICE/<id>
# calls: ecs:StopServiceDeployment on service/$CLUSTER/$SERVICE
need CLUSTER SERVICE WAIT_MINUTES
definition="" deployment="" status="" ran=0 gave_up="" passes=${PASSES:-0}

describe_service() {
    aws ecs describe-services --cluster "$CLUSTER" --services "$SERVICE" >"$scratch/services.json" ||
        fail "asked for service $SERVICE in cluster $CLUSTER, ECS refused (its words are above)"
}

# definition_of REVISION: the task definition that a revision of the service is of.
definition_of() {
    aws ecs describe-service-revisions --service-revision-arns "$1" >"$scratch/revision.json" ||
        fail "asked for revision $1 of $SERVICE, ECS refused (its words are above)"
    jq -r '.serviceRevisions[0].taskDefinition // "none"' "$scratch/revision.json"
}

# unverified: failedTasks counts the failed tasks of a colour that is not live yet | fails as: RollOut waits until its time is over while tasks end again and again | settle: aws ecs describe-services --cluster <cluster> --services <service> --query services[0].deployments

# breaks_itself: whether ECS itself ends what does not get well.
breaks_itself() {
    jq -e '.serviceDeployments[0].deploymentConfiguration.deploymentCircuitBreaker.enable == true' "$scratch/deployment.json" >/dev/null
}

# take_back: has ECS go back to what ran before, for what $gave_up says.
take_back() {
    say "$definition: $gave_up."
    aws ecs stop-service-deployment --service-deployment-arn "$deployment" --stop-type ROLLBACK >/dev/null ||
        fail "asked ECS to take deployment $deployment back, it refused (its words are above); stop it by hand"
}

# give_up: where no circuit breaker is on, which is wherever there are two colours, tasks that fail would be started again for
# ever. As many as ECS itself puts up with elsewhere: half of those that should run, 3 at least and 200 at most.
# Leaves in $gave_up why, which ECS does not tell afterwards.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
give_up() {
    local failed most last
    ! breaks_itself || return 0
    describe_service
    failed=$(jq -r --arg of "$definition" '[.services[0].deployments[]? | select(.taskDefinition == $of) | .failedTasks // 0] | add // 0' "$scratch/services.json")
    most=$(jq -r '[3, ([200, (.count / 2 | ceil)] | min)] | max' ecs.json)
    [ "$failed" -ge "$most" ] || return 0
    gave_up="$failed of its tasks have failed, which is enough, so this job had ECS take it back"
    last=$(jq -r 'first(.services[0].events[]?.message | select(test("unhealthy|failed|unable"))) // ""' "$scratch/services.json")
    [ -z "$last" ] || gave_up="$gave_up; ECS said of them at last: $last"
    take_back
}

# unverified: runningTaskCount of a deployment's target counts the tasks of the new revision alone, while it goes on and once it has ended | fails as: RollOut says that not one task ran, while tasks did | settle: aws ecs describe-service-deployments --service-deployment-arns <arn> --query serviceDeployments[0].targetServiceRevision, again and again during a deployment

# count_running: leaves in $ran how many tasks of the new revision ran at the same time, at most.
count_running() {
    ran=$(jq --argjson before "$ran" '[$before, (.serviceDeployments[0].targetServiceRevision.runningTaskCount // 0)] | max' "$scratch/deployment.json")
}

# pass: goes through as many pauses as PASSES says, which nobody is asked about: ECS pauses before each share of the traffic, or none.
pass() {
    find_hook
    { [ -n "$hook" ] && [ "$passes" -gt 0 ]; } || return 0
    go_on "$deployment"
    passes=$((passes - 1))
    say "$SERVICE goes on, as nobody is asked before this share of the traffic."
}

# wait_until_ended: leaves in $status how it ended, or where it is when the time is over; and in $hook, where CONFIRM says that
# a person is to be asked, what the deployment waits at. Who was not told of that waits on.
wait_until_ended() {
    local attempt state last=""
    for attempt in $(seq 0 $((WAIT_MINUTES * 4))); do
        describe_deployment "$deployment"
        status=$(jq -r '.serviceDeployments[0].status // "missing"' "$scratch/deployment.json")
        state=$(jq -r '.serviceDeployments[0] | "\(.status) \(.lifecycleStage // "")"' "$scratch/deployment.json")
        [ "$state" = "$last" ] || say "$SERVICE: $state"
        last=$state
        count_running
        if [ "$passes" -gt 0 ] || [ -n "${CONFIRM:-}" ]; then pass; fi
        [ -z "$hook" ] || return 0
        case $status in
            PENDING | IN_PROGRESS) give_up ;;
            STOP_REQUESTED | ROLLBACK_REQUESTED | ROLLBACK_IN_PROGRESS) ;;
            *) return 0 ;;
        esac
        [ "$attempt" = $((WAIT_MINUTES * 4)) ] || sleep 15
    done
}

# say_events: why a deployment went back is in the service's events, not in its own reason.
say_events() {
    describe_service
    say "ECS on $SERVICE, the newest first:"
    jq -r '.services[0].events[:5][]? | "  | \(.message)"' "$scratch/services.json"
}

# end_in_time: what is open when the time is over, as where a function that ECS calls stays IN_PROGRESS, would come to its end
# behind a red run and be live: it goes back, and 20 minutes are given to that.
end_in_time() {
    case $status in PENDING | IN_PROGRESS) ;; *) return 0 ;; esac
    ! breaks_itself || return 0
    gave_up="it was still $status$(jq -r '.serviceDeployments[0].lifecycleStage // "" | if . == "" then "" else " at \(.)" end' "$scratch/deployment.json") after $WAIT_MINUTES minutes, so this job had ECS take it back"
    take_back
    WAIT_MINUTES=20 wait_until_ended
}

# prove_ended: red unless ECS ended with exactly $definition, and tasks of it ran.
prove_ended() {
    local why runs
    end_in_time
    [ "$status" = SUCCESSFUL ] || say_events
    why=$(jq -r '.serviceDeployments[0].statusReason // "it gives no reason"' "$scratch/deployment.json")
    # ECS only knows that somebody had it stop.
    why=${gave_up:-$why}
    case $status in
        SUCCESSFUL) ;;
        ROLLBACK_SUCCESSFUL) fail "asked ECS to deploy $definition, it went back to what ran before: $why" ;;
        PENDING | IN_PROGRESS | *_REQUESTED | ROLLBACK_IN_PROGRESS) fail "asked ECS to deploy $definition, it was still $status after $WAIT_MINUTES minutes; the next run waits for its end" ;;
        *) fail "asked ECS to deploy $definition, it ended $status: $why; look at deployment $deployment" ;;
    esac
    # ECS may say that it ended well what it ended with another revision: a rollback that nobody asked for, or somebody else's.
    describe_service
    runs=$(jq -r '.services[0].taskDefinition // "none"' "$scratch/services.json")
    [ "$runs" = "$definition" ] || fail "asked ECS to deploy $definition, it says that it did, and $SERVICE is of $runs; another deployment followed"
    # None of none is a success to ECS, and proves nothing. How many there may be afterwards, at night none, is another matter.
    [ "$ran" -gt 0 ] ||
        fail "asked ECS to deploy $definition, it says that it did, and not one task of it ever ran; nothing is proved. Look at who sets the count of $SERVICE, and release again"
    say "$SERVICE is of $definition, says ECS."
}
