# Proves that whoever approved this run is not whoever pushed the commit it deploys; IAM cannot ask this, so it is asked here.
# reads: STAGE ACTION EXECUTION, optional PIPELINE (else the one that runs this)
# takes: release.json, and live.json when only settings changed
# calls: codepipeline:ListActionExecutions on $PIPELINE
# A pipeline names its jobs, so it cannot also be named to them; CodeBuild says who started it.
case ${CODEBUILD_INITIATOR:-} in
    codepipeline/*) PIPELINE=${PIPELINE:-${CODEBUILD_INITIATOR#codepipeline/}} ;;
esac
need PIPELINE STAGE ACTION EXECUTION

# Leaves in $approver who gave the last approval of this execution; CodePipeline writes its history a moment late.
find_approver() {
    local attempt
    approver=""
    for attempt in 1 2 3 4 5 6; do
        aws codepipeline list-action-executions --pipeline-name "$PIPELINE" --filter "pipelineExecutionId=$EXECUTION" >"$scratch/actions.json" ||
            fail "asked who approved execution $EXECUTION of $PIPELINE, CodePipeline refused (its words are above)"
        approver=$(jq -r --arg stage "$STAGE" --arg action "$ACTION" '
            [.actionExecutionDetails[] | select(.stageName == $stage and .actionName == $action and .status == "Succeeded")]
            | sort_by(.lastUpdateTime) | last | .updatedBy // ""' "$scratch/actions.json")
        [ -z "$approver" ] || break
        [ "$attempt" = 6 ] || sleep 5
    done
}

take_release .
if [ -f live.json ]; then
    say "This run deploys settings: release $release_id is live already, nothing was pushed for it. There is nobody to compare the approver with."
else
    find_approver
    [ -n "$approver" ] || fail "asked who approved $ACTION in execution $EXECUTION of $PIPELINE, found nobody; approve it in the console or with put-approval-result and run again"
    pusher=$(jq -r '.commit.pushedBy // ""' release.json)
    if [ -n "$pusher" ]; then
        if same_identity "$pusher" "$approver"; then
            fail "release $release_id was pushed by $pusher and approved by $approver, who is the same person; nothing is deployed, release it again and let somebody else approve"
        fi
        say "Release $release_id was pushed by $pusher and approved by $approver: two people."
    elif jq -e '.commit == null' release.json >/dev/null; then
        say "Release $release_id was approved by $approver. It names no commit, so there is no push to compare with."
        say "An image pushed by \`pulumi up\` carries no name; there the lock is who may run \`pulumi up\`."
    else
        fail "asked who pushed release $release_id, the release names its commit and not the pusher; push again and let the new release be approved"
    fi
fi
