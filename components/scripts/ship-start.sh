# Takes out the release that this run made, by the line's own pipeline, and waits until it is live, or turns the run red.
# reads: LINE RELEASES_BUCKET PIPELINE SOURCE DIGEST TOKEN WAIT_MINUTES
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: codepipeline:ListPipelineExecutions on $PIPELINE
# calls: codepipeline:StartPipelineExecution on $PIPELINE
# calls: codepipeline:GetPipelineExecution on $PIPELINE
need LINE RELEASES_BUCKET PIPELINE SOURCE DIGEST TOKEN WAIT_MINUTES
tries=$((WAIT_MINUTES * 4))
attempt=0

# pause WHAT: a quarter of a minute, as long as there is one left.
pause() {
    [ "$attempt" -lt "$tries" ] || fail "$1 after $WAIT_MINUTES minutes; look at $PIPELINE in CodePipeline, then run this job again"
    [ $((attempt % 20)) -ne 0 ] || say "$1. Waiting, $((attempt / 4)) of $WAIT_MINUTES minutes."
    attempt=$((attempt + 1))
    sleep 15
}

digest_of() {
    read_zip "releases/$LINE/$1.zip" "$scratch/$1"
    found=$(jq -r '.digest // ""' "$scratch/$1/release.json")
}

# What was promoted arrives here by a job of its own, a moment after it was live in the environment before.
while
    digest_of candidate
    version=$read_version
    [ "$found" != "$DIGEST" ]
do
    candidate=$found
    digest_of live
    [ "$found" != "$DIGEST" ] || break
    pause "$DIGEST is not the candidate of $LINE here, $candidate is"
done

digest_of live
if [ "$found" = "$DIGEST" ]; then
    say "$DIGEST is live already; nothing is started."
else
    # Where this job is run again, the run that it started before may still ask somebody: nobody is asked twice for one release.
    aws codepipeline list-pipeline-executions --pipeline-name "$PIPELINE" >"$scratch/executions.json" ||
        fail "asked $PIPELINE what it is taking out, CodePipeline refused (its words are above)"
    execution=$(jq -r --arg source "$SOURCE" --arg version "$version" '
        first(.pipelineExecutionSummaries[] | select(.status == "InProgress")
              | select(any(.sourceRevisions[]?; .actionName == $source and .revisionId == $version)) | .pipelineExecutionId) // ""' "$scratch/executions.json")
    # Exactly this version of the candidate, whatever is written meanwhile.
    [ -n "$execution" ] || execution=$(aws codepipeline start-pipeline-execution --name "$PIPELINE" --client-request-token "github-$TOKEN" \
        --source-revisions "actionName=$SOURCE,revisionType=S3_OBJECT_VERSION_ID,revisionValue=$version" | jq -r .pipelineExecutionId) ||
        fail "asked $PIPELINE to take out $DIGEST, CodePipeline refused (its words are above)"
    say "$PIPELINE takes out $DIGEST, run $execution."
    while
        aws codepipeline get-pipeline-execution --pipeline-name "$PIPELINE" --pipeline-execution-id "$execution" >"$scratch/execution.json" ||
            fail "asked how run $execution of $PIPELINE goes, CodePipeline refused (its words are above)"
        status=$(jq -r .pipelineExecution.status "$scratch/execution.json")
        [ "$status" = InProgress ] || [ "$status" = Stopping ]
    do
        pause "Run $execution of $PIPELINE is under way, or asks somebody"
    done
    [ "$status" = Succeeded ] || fail "run $execution of $PIPELINE ended $status; what was live before is live, see there why"
    digest_of live
    # A run that was overtaken, or whose settings were, ends green and deploys nothing.
    [ "$found" = "$DIGEST" ] || fail "run $execution of $PIPELINE ended and $found is live, not $DIGEST; a newer release, or settings, took its place"
    say "$DIGEST is live."
fi
