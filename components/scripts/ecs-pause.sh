# Defines describe_deployment, find_hook and go_on: one deployment by ECS itself, where it waits for somebody to continue it, and that.
# reads: CLUSTER SERVICE, optional PASSES
# calls: ecs:DescribeServiceDeployments on service-deployment/$CLUSTER/$SERVICE/<id>
# calls: ecs:DescribeServiceDeployments on service/$CLUSTER/$SERVICE
# calls: ecs:ContinueServiceDeployment on service-deployment/$CLUSTER/$SERVICE/<id> (with $PASSES)
# calls: ecs:ContinueServiceDeployment on service/$CLUSTER/$SERVICE (with $PASSES)
need CLUSTER SERVICE
hook="" passed="[]"

# describe_deployment ARN
describe_deployment() {
    aws ecs describe-service-deployments --service-deployment-arns "$1" >"$scratch/deployment.json" ||
        fail "asked for deployment $1 of $SERVICE in $CLUSTER, ECS refused (its words are above)"
}

# find_hook: leaves in $hook where the described deployment waits for ContinueServiceDeployment, and nothing where it does not. What
# was continued here may be said to wait for a moment longer.
find_hook() {
    hook=$(jq -r --argjson passed "$passed" '[.serviceDeployments[0].lifecycleHookDetails[]? | select(.targetType == "PAUSE" and .status == "AWAITING_ACTION") | .hookId | select(IN($passed[]) | not)][0] // ""' "$scratch/deployment.json")
}

# go_on ARN: has ECS go on where it waits at $hook.
go_on() {
    aws ecs continue-service-deployment --service-deployment-arn "$1" --hook-id "$hook" --action CONTINUE >/dev/null ||
        fail "asked ECS to go on with deployment $1, it refused (its words are above); it goes back by itself where nobody continues it"
    passed=$(jq -c --arg hook "$hook" '. + [$hook]' <<<"$passed")
    hook=""
}
