# Defines commit_describe: what CodePipeline heard of a commit through its connection; who pushed it is not among that.
# reads: COMMIT_ID EXECUTION SOURCE, optional TAGS PIPELINE
# calls: codepipeline:ListActionExecutions on $PIPELINE
# calls: codepipeline:GetPipelineExecution on $PIPELINE (with $TAGS)

# A run that a person starts, and the one that AWS starts when it creates the pipeline, take the newest commit of a branch.
need_tag() {
    local type
    [ -n "${TAGS:-}" ] || return 0
    aws codepipeline get-pipeline-execution --pipeline-name "$PIPELINE" --pipeline-execution-id "$EXECUTION" >"$scratch/execution.json" ||
        fail "asked what started execution $EXECUTION of $PIPELINE, CodePipeline refused (its words are above)"
    type=$(jq -r '.pipelineExecution.trigger.triggerType // "an unknown trigger"' "$scratch/execution.json")
    [ "$type" = WebhookV2 ] ||
        fail "this run was started by $type and not by a tag, and this line releases what is tagged ($TAGS) and nothing else; push a tag"
}

# commit_describe: leaves in $scratch/commit.json what is known about the commit: null where the build names none.
commit_describe() {
    need COMMIT_ID EXECUTION SOURCE
    [[ $COMMIT_ID =~ ^[0-9a-f]{7,64}$ ]] || fail "asked for a commit id of hexadecimal digits in COMMIT_ID, found something else; pass the source action's CommitId"
    need_pipeline
    need_tag
    aws codepipeline list-action-executions --pipeline-name "$PIPELINE" --filter "pipelineExecutionId=$EXECUTION" >"$scratch/actions.json" ||
        fail "asked what execution $EXECUTION of $PIPELINE took from its source, CodePipeline refused (its words are above)"
    # Author and message are what the author wrote, text of strangers: it travels from file to file, and never through a variable of a job.
    jq --arg id "$COMMIT_ID" --arg source "$SOURCE" '
        def some: if . == "" then null else . end;
        ([.actionExecutionDetails[] | select(.actionName == $source and .status == "Succeeded") | .output.outputVariables // {}] | first // {}) as $said
        | {id: $id, repository: ($said.FullRepositoryName | some), branch: ($said.BranchName | some), pushedBy: null,
           author: ($said.AuthorDisplayName // $said.AuthorId | some), message: ($said.CommitMessage | some), at: ($said.AuthorDate | some)}' \
        "$scratch/actions.json" >"$scratch/commit.json"
    say "Who pushed commit $COMMIT_ID is not known: a connection tells no more than who is named as its author. The check before deployment will say so."
}
