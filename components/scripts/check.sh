# Proves that a person approved this run, and none who pushed what it deploys; IAM cannot ask this, so it is asked here.
# reads: STAGE ACTION EXECUTION PLACEHOLDER, optional LOOSENED, optional PEOPLE, optional OTHERWISE (what a no comes to), optional PIPELINE (else the one that runs this)
# takes: release.json, and live.json when only settings changed
# calls: codepipeline:ListActionExecutions on $PIPELINE
# calls: codepipeline:GetPipelineState on $PIPELINE
need STAGE ACTION EXECUTION PLACEHOLDER
need_pipeline
otherwise=${OTHERWISE:-nothing is deployed}

# Leaves in $approver who gave the last approval of this execution. CodePipeline writes its history a moment late, and that may
# leave out who approved (AWS's example of get-pipeline-state shows it, the one of list-action-executions does not); the
# state speaks of this execution as long as that holds the stage.
find_approver() {
    local attempt
    for attempt in 1 2 3 4 5 6; do
        aws codepipeline list-action-executions --pipeline-name "$PIPELINE" --filter "pipelineExecutionId=$EXECUTION" >"$scratch/actions.json" ||
            fail "asked who approved execution $EXECUTION of $PIPELINE, CodePipeline refused (its words are above)"
        approver=$(jq -r --arg stage "$STAGE" --arg action "$ACTION" '
            [.actionExecutionDetails[] | select(.stageName == $stage and .actionName == $action and .status == "Succeeded")]
            | sort_by(.lastUpdateTime) | last | .updatedBy // ""' "$scratch/actions.json")
        [ -z "$approver" ] || return 0
        aws codepipeline get-pipeline-state --name "$PIPELINE" >"$scratch/state.json" ||
            fail "asked who approved execution $EXECUTION of $PIPELINE, CodePipeline refused (its words are above)"
        approver=$(jq -r --arg stage "$STAGE" --arg action "$ACTION" --arg execution "$EXECUTION" '
            [.stageStates[] | select(.stageName == $stage and .latestExecution.pipelineExecutionId == $execution)
             | .actionStates[] | select(.actionName == $action and .latestExecution.status == "Succeeded") | .latestExecution.lastUpdatedBy]
            | first // ""' "$scratch/state.json")
        [ -z "$approver" ] || return 0
        [ "$attempt" = 6 ] || sleep 5
    done
    fail "asked who approved $ACTION in execution $EXECUTION of $PIPELINE, found nobody; approve it in the console or with put-approval-result and run again"
}

take_release .
find_approver
# Nothing was pushed for a change of settings alone: then it is enough that a person approved.
settings=false
[ ! -f live.json ] || settings=true
jq -c --arg approver "$approver" --arg placeholder "$PLACEHOLDER" --arg loosened "${LOOSENED:-}" --argjson settings "$settings" "$IDENTITY"'
    (if $settings then [] else pushers($placeholder) end) as $pushers
    | four_eyes($approver; $pushers; ($loosened | split(" "))) + {pushers: $pushers}' release.json >"$scratch/verdict.json"

arns() { jq -r ".$1"' | if . == [] then "nobody" else map(. // "an unknown pusher") | join(", ") end' "$scratch/verdict.json"; }
naming="a session is named by role_session_name in a profile of the AWS CLI, or by IAM Identity Center, which names it by its user"
case $(jq -r 'if .passes == true then "passes" else .because end' "$scratch/verdict.json") in
    passes) ;;
    approver) fail "release $release_id was approved by $approver, which names no person; $otherwise. Let a person approve under a name of their own ($naming)" ;;
    own) fail "release $release_id was pushed by $(arns arns) and approved by $approver, who is the same person; $otherwise, release it again and let another person approve (own-approval in the setting loosen lets everyone approve what they pushed)" ;;
    unnamed) fail "release $release_id was pushed by $(arns arns), which names no person, so who may approve it cannot be told; $otherwise. Push again under a name of your own ($naming; for a login of GitHub that is approval.people); unnamed-pushers in the setting loosen lets any person approve such a release" ;;
    *) fail "asked whether $approver may approve release $release_id, found no verdict; $otherwise" ;;
esac
if [ "$settings" = true ]; then
    say "This run deploys settings: release $release_id is live already, nothing was pushed for it. It was approved by $approver."
elif jq -e '.pushers == []' "$scratch/verdict.json" >/dev/null; then
    say "Release $release_id is the placeholder, nothing was pushed for it. It was approved by $approver."
elif jq -e '.arns == []' "$scratch/verdict.json" >/dev/null; then
    say "Release $release_id was pushed by $(arns pushers) and approved by $approver: two people."
else
    say "Release $release_id was pushed by $(arns pushers) and approved by $approver. That passes because of ${LOOSENED} in the setting loosen."
fi
