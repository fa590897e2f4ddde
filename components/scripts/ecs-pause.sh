# Defines describe_deployment and find_hook: one deployment by ECS itself, and where it waits for somebody to continue it.
# reads: CLUSTER SERVICE
# calls: ecs:DescribeServiceDeployments on service-deployment/$CLUSTER/$SERVICE/<id>
# calls: ecs:DescribeServiceDeployments on service/$CLUSTER/$SERVICE
need CLUSTER SERVICE
hook=""

# describe_deployment ARN
describe_deployment() {
    aws ecs describe-service-deployments --service-deployment-arns "$1" >"$scratch/deployment.json" ||
        fail "asked for deployment $1 of $SERVICE in $CLUSTER, ECS refused (its words are above)"
}

# find_hook: leaves in $hook where the described deployment waits for ContinueServiceDeployment, and nothing where it does not.
find_hook() {
    hook=$(jq -r '[.serviceDeployments[0].lifecycleHookDetails[]? | select(.targetType == "PAUSE" and .status == "AWAITING_ACTION") | .hookId][0] // ""' "$scratch/deployment.json")
}
