# Takes back the deployment that a run of ship left waiting for a person; where this fails, the hook's own timeout does.
# reads: CLUSTER SERVICE PIPELINE EXECUTION ROLLS_OUT
# calls: codepipeline:ListActionExecutions on $PIPELINE
# calls: ecs:ContinueServiceDeployment on service-deployment/$CLUSTER/$SERVICE/<id>
# calls: ecs:ContinueServiceDeployment on service/$CLUSTER/$SERVICE
need CLUSTER SERVICE PIPELINE EXECUTION ROLLS_OUT

aws codepipeline list-action-executions --pipeline-name "$PIPELINE" --filter "pipelineExecutionId=$EXECUTION" >"$scratch/actions.json" ||
    fail "asked what execution $EXECUTION of $PIPELINE deployed, CodePipeline refused (its words are above); its deployment goes back when the time to answer is over"
# Of this run alone: the next one may be waiting for a person by now.
mine=$(jq -r --arg action "$ROLLS_OUT" '[.actionExecutionDetails[] | select(.actionName == $action) | .output.outputVariables.WAITING // empty] | first // ""' "$scratch/actions.json")
if [ -n "$mine" ]; then
    describe_deployment "$mine"
    find_hook
fi
if [ -n "$hook" ]; then
    aws ecs continue-service-deployment --service-deployment-arn "$mine" --hook-id "$hook" --action ROLLBACK >/dev/null ||
        fail "asked ECS to take deployment $mine of $SERVICE in $CLUSTER back, it refused (its words are above); it goes back when the time to answer is over"
    say "Deployment $mine of $SERVICE in $CLUSTER goes back: execution $EXECUTION of $PIPELINE ended without a yes."
else
    say "Execution $EXECUTION of $PIPELINE left nothing waiting on $SERVICE in $CLUSTER."
fi
