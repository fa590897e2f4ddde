# Has ECS deploy what Prepare wrote, and waits for the end of that deployment, or until it waits for a person.
# reads: CLUSTER SERVICE FAMILY ROLES, optional INFRASTRUCTURE_ROLE (where traffic is moved)
# takes: taskdef.json service.json ecs.json, which Prepare wrote
# calls: ecs:RegisterTaskDefinition on task-definition/$FAMILY:*
# calls: iam:PassRole on <each of ROLES>
# calls: iam:PassRole on $INFRASTRUCTURE_ROLE (with $INFRASTRUCTURE_ROLE)
# calls: ecs:UpdateService on service/$CLUSTER/$SERVICE
need CLUSTER SERVICE FAMILY ROLES
[ -f service.json ] || fail "asked for what Prepare wrote, found no service.json; this step takes Prepare's artifact"

# unverified: load balancers that are sent again as ECS says them, with another port, keep the colour that is live (https://github.com/hashicorp/terraform-provider-aws/issues/45678 has them not alternate) | fails as: the deployment that brings a new port rolls back, or moves traffic to the colour without tasks | settle: change deploy.port of a line that was deployed once, and look at the shares of its rule

# begin: leaves in $definition what was registered, and in $scratch/known the deployments that were there before. Load
# balancers are sent only where port or container changed: what ECS says of them, and that one change. The count goes along,
# as scaling may have lowered it since Prepare raised it, to none at night: a deployment of no task ends well at once. From
# here on it is not lowered until the deployment ends:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-auto-scaling.html
begin() {
    local balancers="" tasks
    aws ecs register-task-definition --cli-input-json file://taskdef.json >"$scratch/registered.json" ||
        fail "asked ECS to register a revision of $FAMILY, it refused (its words are above); nothing was deployed"
    definition=$(jq -r .taskDefinition.taskDefinitionArn "$scratch/registered.json")
    list_deployments
    jq -r '.serviceDeployments[]?.serviceDeploymentArn' "$scratch/deployments.json" >"$scratch/known"
    describe_service
    jq .network service.json >"$scratch/network.json"
    jq --slurpfile wanted service.json '.services[0].loadBalancers | map(. + $wanted[0].container)' "$scratch/services.json" >"$scratch/balancers.json"
    jq -e --slurpfile changed "$scratch/balancers.json" '.services[0].loadBalancers == $changed[0]' "$scratch/services.json" >/dev/null ||
        balancers=file://$scratch/balancers.json
    tasks=$(jq --slurpfile prepared ecs.json '[.services[0].desiredCount, $prepared[0].count] | max' "$scratch/services.json")
    aws ecs update-service --cluster "$CLUSTER" --service "$SERVICE" --task-definition "$definition" --desired-count "$tasks" \
        --network-configuration "file://$scratch/network.json" ${balancers:+--load-balancers "$balancers"} >/dev/null ||
        fail "asked ECS to deploy $definition to $SERVICE, it refused (its words are above); nothing was deployed"
    say "$SERVICE is being deployed: $definition."
}

# find_deployment: leaves in $deployment the one that ECS began for $definition: 5 minutes.
find_deployment() {
    local attempt arn
    for attempt in $(seq 0 20); do
        list_deployments
        for arn in $(jq -r '.serviceDeployments[]?.serviceDeploymentArn' "$scratch/deployments.json"); do
            grep -qxF "$arn" "$scratch/known" && continue
            describe_deployment "$arn"
            deployment=$arn
            [ "$(definition_of "$(jq -r '.serviceDeployments[0].targetServiceRevision.arn' "$scratch/deployment.json")")" != "$definition" ] || return 0
        done
        [ "$attempt" = 20 ] || sleep 15
    done
    fail "asked ECS to deploy $definition to $SERVICE, it began no deployment in 5 minutes; look at the service's events"
}

# A command line that is older than ECS's pauses drops what ECS says of them, in silence: nothing would ever be seen to wait.
# unverified: the image of CodeBuild that runs this has an AWS command line that knows ECS's pauses, which are from May 2026
# | fails as: RollOut of a line with rollout.approval is red before it begins, and names the image
# | settle: aws ecs continue-service-deployment --generate-cli-skeleton, in a build of that image
[ -z "${CONFIRM:-}" ] || aws ecs continue-service-deployment --generate-cli-skeleton >/dev/null 2>&1 ||
    fail "asked the AWS command line of this job for \`ecs continue-service-deployment\`, it does not know it and would not see that a deployment waits; name a newer image of CodeBuild for the job (CONTAINER in components/shared/job.ts), or take rollout.approval out; nothing was deployed"
begin
find_deployment
wait_until_ended
