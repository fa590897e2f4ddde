# Defines pass_first: ECS pauses in the deployment that `pulumi up` creates a service with as well, and nobody is asked about that.
# reads: CLUSTER SERVICE FIRST
# calls: ecs:DescribeServiceRevisions on service-revision/$CLUSTER/$SERVICE/<id>
# calls: ecs:DescribeServiceRevisions on service/$CLUSTER/$SERVICE
# calls: ecs:ContinueServiceDeployment on service-deployment/$CLUSTER/$SERVICE/<id>
# calls: ecs:ContinueServiceDeployment on service/$CLUSTER/$SERVICE
need CLUSTER SERVICE FIRST

# pass_first ARN: goes through the pause that this deployment waits at, if it is the one of the placeholder's family $FIRST.
pass_first() {
    describe_deployment "$1"
    find_hook
    [ -n "$hook" ] || return 0
    aws ecs describe-service-revisions --service-revision-arns "$(jq -r '.serviceDeployments[0].targetServiceRevision.arn' "$scratch/deployment.json")" >"$scratch/revision.json" ||
        fail "asked what deployment $1 of $SERVICE brings, ECS refused (its words are above)"
    jq -e --arg family "$FIRST" '.serviceRevisions[0].taskDefinition // "" | split("/")[-1] | split(":")[0] == $family' "$scratch/revision.json" >/dev/null || return 0
    go_on "$1"
    say "$SERVICE goes on with the placeholder that it was created with."
}
