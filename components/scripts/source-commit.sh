# Defines commit_describe: which commit of the line's repository was built, and who pushed it.
# reads: optional COMMIT_ID BRANCH REPOSITORY EXECUTION PUSHED_BY PUSH_RULE PIPELINE
# calls: codepipeline:GetPipelineExecution on $PIPELINE (with $PUSH_RULE)
# calls: codecommit:GetCommit on $REPOSITORY

# Leaves in $pusher who pushed the commit. PUSHED_BY is a variable of the run, and a variable may be set to anything by
# a caller of StartPipelineExecution: it is believed only where our own rule, which fills it in from the event, started the run.
find_pusher() {
    local trigger
    pusher=""
    if [ -z "${PUSH_RULE:-}" ] || [ "${PUSHED_BY:-unknown}" = unknown ]; then
        say "Who pushed commit $COMMIT_ID is not known: no event of a push started this run. The check before deployment will say so."
        return
    fi
    need EXECUTION
    need_pipeline
    aws codepipeline get-pipeline-execution --pipeline-name "$PIPELINE" --pipeline-execution-id "$EXECUTION" >"$scratch/execution.json" ||
        fail "asked what started execution $EXECUTION of $PIPELINE, CodePipeline refused (its words are above)"
    trigger=$(jq -r '.pipelineExecution.trigger | "\(.triggerType // "") \(.triggerDetail // "")"' "$scratch/execution.json")
    if [ "$trigger" != "CloudWatchEvent $PUSH_RULE" ]; then
        say "Who pushed commit $COMMIT_ID is not known: this run was started by ${trigger:-an unknown trigger} and not by $PUSH_RULE, so its variable PUSHED_BY proves nothing."
        return
    fi
    pusher=$PUSHED_BY
    say "Commit $COMMIT_ID was pushed by $pusher."
}

# commit_describe: leaves in $scratch/commit.json what is known about the commit: null where the build names none.
commit_describe() {
    if [ -z "${COMMIT_ID:-}" ]; then
        say "The build names no commit: what it made was pushed by hand."
        echo null >"$scratch/commit.json"
        return
    fi
    [[ $COMMIT_ID =~ ^[0-9a-f]{7,64}$ ]] || fail "asked for a commit id of hexadecimal digits in COMMIT_ID, found something else; pass the source action's CommitId"
    find_pusher
    echo '{}' >"$scratch/get-commit.json"
    if [ -n "${REPOSITORY:-}" ]; then
        aws codecommit get-commit --repository-name "$REPOSITORY" --commit-id "$COMMIT_ID" >"$scratch/get-commit.json" ||
            fail "asked CodeCommit for commit $COMMIT_ID of $REPOSITORY, it refused (its words are above)"
    fi
    # The message is text of strangers: it travels from file to file, never through a command line.
    jq --arg id "$COMMIT_ID" --arg repository "${REPOSITORY:-}" --arg branch "${BRANCH:-}" --arg pusher "$pusher" '
        def some: if . == "" then null else . end;
        {id: $id, repository: ($repository | some), branch: ($branch | some), pushedBy: ($pusher | some),
         message: .commit.message, at: ((.commit.committer.date // "") | split(" ")[0] | if . then tonumber | todate else null end)}' \
        "$scratch/get-commit.json" >"$scratch/commit.json"
}
