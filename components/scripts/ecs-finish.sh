# Has ECS go on with the deployment that waited for a person, waits for its end, and is red unless ECS ends with exactly that.
# reads: CLUSTER SERVICE WAITING PREPARED
# calls: ecs:ContinueServiceDeployment on service-deployment/$CLUSTER/$SERVICE/<id>
# calls: ecs:ContinueServiceDeployment on service/$CLUSTER/$SERVICE
need CLUSTER SERVICE WAITING PREPARED
folder=CODEBUILD_SRC_DIR_$PREPARED
cd "${!folder:?}"

deployment=$WAITING
describe_deployment "$deployment"
definition=$(definition_of "$(jq -r '.serviceDeployments[0].targetServiceRevision.arn' "$scratch/deployment.json")")
find_hook
[ -n "$hook" ] || fail "asked ECS to go on with deployment $deployment, it waits for nobody: it is $(jq -r '.serviceDeployments[0] | "\(.status // "missing")\(if .statusReason then ", \(.statusReason)" else "" end)"' "$scratch/deployment.json"). Release it again"
go_on "$deployment"
say "$SERVICE goes on: $definition."
wait_until_ended
prove_ended
