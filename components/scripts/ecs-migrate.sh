# Hands a service that CodeDeploy moves over to ECS, in place: looks first, changes one thing, waits for what ECS makes of it.
# reads: CLUSTER SERVICE APPLICATION GROUP BLUE GREEN PRODUCTION TEST INFRASTRUCTURE_ROLE
# calls: ecs:DescribeServices on service/$CLUSTER/$SERVICE
# calls: codedeploy:ListDeployments on deploymentgroup:$APPLICATION/$GROUP
# calls: elasticloadbalancing:DescribeRules on *
# calls: ecs:UpdateService on service/$CLUSTER/$SERVICE
# calls: iam:PassRole on $INFRASTRUCTURE_ROLE
need CLUSTER SERVICE APPLICATION GROUP BLUE GREEN PRODUCTION TEST INFRASTRUCTURE_ROLE
problems=""

# A person runs this, step by step as AWS's guide has it, with the load balancer that there is:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/migrate-codedeploy-to-ecs-bluegreen.html

# unverified: UpdateService takes the controller ECS, its deploymentConfiguration and load balancers with advancedConfiguration in one call for a service that CodeDeploy moved | fails as: the script is red at `aws ecs update-service`, and nothing has changed | settle: run docs/runbook.md, "Hand a service over to ECS", for a line in an account of its own
# unverified: that call begins a deployment of the task definition that runs, as the API says of load balancers, or none; it never leaves the service without tasks | fails as: the service answers with 503 while the script waits | settle: the same, with requests going on

wrong() { problems="$problems- $*"$'\n'; }

describe_service() {
    aws ecs describe-services --cluster "$CLUSTER" --services "$SERVICE" >"$scratch/services.json" ||
        fail "asked for service $SERVICE in cluster $CLUSTER, ECS refused (its words are above)"
}

# look_at_tasks: one set of tasks, all of them well; leaves in $live and $idle the two groups.
look_at_tasks() {
    live=$(jq -r '[.services[0].taskSets[]? | select(.status == "PRIMARY")][0].loadBalancers[0].targetGroupArn // "none"' "$scratch/services.json")
    case $live in
        "$BLUE") idle=$GREEN ;;
        "$GREEN") idle=$BLUE ;;
        *) fail "asked for the group that $SERVICE answers from, found $live; export the stack again and render this again" ;;
    esac
    jq -e '.services[0].taskSets | length == 1' "$scratch/services.json" >/dev/null ||
        wrong "$SERVICE has more than one set of tasks: a deployment is under way, or its old tasks have not ended yet. ECS changes no controller meanwhile; wait"
    jq -e 'all(.services[0].taskSets[]?; .stabilityStatus == "STEADY_STATE")' "$scratch/services.json" >/dev/null ||
        wrong "the tasks of $SERVICE are not steady: wait until as many run as there should be"
}

look_at_deployments() {
    local open
    aws deploy list-deployments --application-name "$APPLICATION" --deployment-group-name "$GROUP" \
        --include-only-statuses Created Queued InProgress Baking Ready >"$scratch/open.json" ||
        fail "asked for the deployments of $APPLICATION/$GROUP, CodeDeploy refused (its words are above)"
    open=$(jq -r '.deployments | join(" ")' "$scratch/open.json")
    [ -z "$open" ] || wrong "CodeDeploy has not ended $open: wait, or \`aws deploy stop-deployment --auto-rollback-enabled --deployment-id …\`"
}

# look_at_rules: ECS rolls everything back where a group stands on neither rule, and traffic must be where the tasks are.
look_at_rules() {
    local share rule colour
    aws elbv2 describe-rules --rule-arns "$PRODUCTION" "$TEST" >"$scratch/rules.json" ||
        fail "asked for the rules $PRODUCTION and $TEST, Elastic Load Balancing refused (its words are above); \`pulumi up --target …\` makes them"
    for rule in "$PRODUCTION" "$TEST"; do
        for colour in "$BLUE" "$GREEN"; do
            share=$(share_of "$rule" "$colour")
            [ -n "$share" ] || wrong "the rule $rule does not lead to $colour, with any share: both groups have to stand on it"
        done
    done
    [ "$(share_of "$PRODUCTION" "$live")" != 0 ] || wrong "the rule $PRODUCTION gives nothing to $live, where the tasks are"
    [ "$(share_of "$PRODUCTION" "$idle")" = 0 ] || wrong "the rule $PRODUCTION leads to $idle, where no task is"
}

# share_of RULE GROUP: nothing where the group does not stand on the rule.
share_of() {
    jq -r --arg rule "$1" --arg group "$2" \
        '.Rules[] | select(.RuleArn == $rule) | .Actions[].ForwardConfig.TargetGroups[]? | select(.TargetGroupArn == $group) | .Weight' "$scratch/rules.json"
}

hand_over() {
    local balancers
    balancers=$(jq -c --arg live "$live" --arg idle "$idle" --arg production "$PRODUCTION" --arg test "$TEST" --arg role "$INFRASTRUCTURE_ROLE" \
        '[.services[0].taskSets[0].loadBalancers[0] | {containerName, containerPort, targetGroupArn: $live, advancedConfiguration: {
            alternateTargetGroupArn: $idle, productionListenerRule: $production, testListenerRule: $test, roleArn: $role}}]' "$scratch/services.json")
    aws ecs update-service --cluster "$CLUSTER" --service "$SERVICE" --deployment-controller type=ECS \
        --deployment-configuration '{"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}' --load-balancers "$balancers" >/dev/null ||
        fail "asked ECS to move $SERVICE itself, it refused (its words are above); nothing has changed"
    say "$SERVICE is ECS's to move. There is no way back to CodeDeploy."
}

# end_well: what ECS began is over; red where it went back, which leaves the tasks of before.
end_well() {
    local status why
    list_deployments
    status=$(jq -r '.serviceDeployments[0].status // "none"' "$scratch/deployments.json")
    why=$(jq -r '.serviceDeployments[0].statusReason // "it gives no reason"' "$scratch/deployments.json")
    case $status in
        SUCCESSFUL) say "ECS has brought the same tasks anew: $SERVICE answers." ;;
        none) say "ECS began no deployment: the tasks of $SERVICE are those of before." ;;
        *) fail "asked ECS to take over $SERVICE, its deployment ended $status: $why; the tasks of before answer. Mend that, then release by ECS: see docs/runbook.md" ;;
    esac
}

describe_service
if [ "$(jq -r '.services[0].deploymentController.type // "none"' "$scratch/services.json")" = ECS ]; then
    say "$SERVICE is ECS's to move already."
else
    look_at_tasks
    look_at_deployments
    look_at_rules
    [ -z "$problems" ] || fail "$SERVICE stays CodeDeploy's, nothing has changed:"$'\n'"$problems"
    hand_over
fi
target_wait
end_well
say "Now: pulumi refresh, then pulumi up."
