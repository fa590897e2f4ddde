# Writes the release record of what a build made and makes it the candidate: from here on only this record is deployed.
# reads: LINE CARRIES ENVIRONMENT RELEASES_BUCKET, optional COMMIT_ID BRANCH REPOSITORY EXECUTION PUSHED_BY PUSH_RULE PIPELINE
# takes: what carried_find takes, optional build.json
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: s3:PutObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
# calls: codepipeline:GetPipelineExecution on $PIPELINE (with $PUSH_RULE)
# calls: codecommit:GetCommit on $REPOSITORY
need LINE CARRIES ENVIRONMENT RELEASES_BUCKET
# A pipeline names its jobs, so it cannot also be named to them; CodeBuild says which pipeline started this one.
case ${CODEBUILD_INITIATOR:-} in
    codepipeline/*) PIPELINE=${PIPELINE:-${CODEBUILD_INITIATOR#codepipeline/}} ;;
esac

# Leaves in $pusher who pushed the commit. PUSHED_BY is a variable of the run, and a variable may be set to anything by
# a caller of StartPipelineExecution: it is believed only where our own rule, which fills it in from the event, started the run.
find_pusher() {
    local trigger
    pusher=""
    if [ -z "${PUSH_RULE:-}" ] || [ "${PUSHED_BY:-unknown}" = unknown ]; then
        say "Who pushed commit $COMMIT_ID is not known: no event of a push started this run. The check before deployment will say so."
        return
    fi
    need PIPELINE EXECUTION
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

# Leaves in $scratch/commit.json what is known about the commit: null where a person pushed the image by hand.
describe_commit() {
    if [ -z "${COMMIT_ID:-}" ]; then
        say "The build names no commit: what it made was pushed by \`pulumi up\` or by hand."
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

carried_find
read_zip "releases/$LINE/candidate.zip" "$scratch/candidate"
# A release that names its commit and not the pusher could never be approved: such a one is made again.
before=$(jq -c 'if .commit != null and .commit.pushedBy == null then [] else [.digest, (.commit.id // "")] end' "$scratch/candidate/release.json")
if [ "$before" = "$(jq -nc --arg d "$digest" --arg c "${COMMIT_ID:-}" '[$d, $c]')" ]; then
    say "Release $(jq -r .id "$scratch/candidate/release.json") is this $CARRIES of this commit and already the candidate; nothing is written, nothing is deployed twice."
else
    carried_measure
    describe_commit
    [ -f build.json ] || echo '{}' >build.json
    id="$LINE-$(date -u +%Y%m%dT%H%M%SZ)-$(cut -c8-15 <<<"$digest")"
    mkdir -p "$scratch/release"
    jq -n --arg id "$id" --arg line "$LINE" --arg carries "$CARRIES" --arg what "$what" --arg digest "$digest" --arg at "$(now)" \
        --arg by "${CODEBUILD_BUILD_ARN:-${EXECUTION:-unknown}}" --slurpfile commit "$scratch/commit.json" \
        --slurpfile build build.json --slurpfile checks "$scratch/checks.json" '
        ($build[0].tests | if . then [{kind: "tests"} + .] else [] end) as $tests
        | {format: 1, id: $id, line: $line, carries: $carries, what: $what, digest: $digest, commit: $commit[0],
           made: {at: $at, by: $by, reused: ($build[0].reused // false)}, checks: ($tests + $checks[0])}' >"$scratch/release/release.json"
    write_zip "releases/$LINE/candidate.zip" "$scratch/release"
    say "Release $id is the candidate of $LINE in $ENVIRONMENT."
fi
