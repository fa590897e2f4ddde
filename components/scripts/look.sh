# Says whether this run is about what is newest, and ends the older runs of its pipeline that ask a person about less.
# reads: LINE CARRIES RELEASES_BUCKET EXECUTION VERSION ASKS_IN, optional PIPELINE (else the one that runs this)
# takes: release.json, and live.json when only settings changed
# exports: STATE (newest or overtaken: then the stages behind this one are skipped, and the run is not red)
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: s3:GetObject on $RELEASES_BUCKET/blueprints/$LINE.json
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: codepipeline:GetPipelineState on $PIPELINE
# calls: codepipeline:StopPipelineExecution on $PIPELINE
need LINE CARRIES RELEASES_BUCKET EXECUTION VERSION ASKS_IN
need_pipeline

# Leaves newest or overtaken in $STATE, and says why.
look() {
    local deployed
    STATE=newest
    if [ ! -f live.json ]; then
        read_object "releases/$LINE/candidate.zip" "$scratch/candidate.zip"
        # shellcheck disable=SC2153 # the job's own
        [ "$read_version" = "$VERSION" ] || STATE=overtaken
        say "This run is about release $release_id, version $VERSION of the candidate; the newest is $read_version."
        return
    fi
    # Settings are deployed with what is live; a release that took them along has left nothing to do.
    read_zip "releases/$LINE/live.zip" "$scratch/live"
    deployed=$(jq -r '.blueprint // ""' "$scratch/live/live.json")
    read_blueprint "blueprints/$LINE.json" "$scratch/blueprint.json"
    [ "$deployed" != "$read_version" ] || STATE=overtaken
    say "This run is about settings; live has blueprint ${deployed:-none}, the newest is $read_version."
}

# Runs that ask, and runs that wait in front of the question. They are older: runs keep their order, and this one is behind
# them. One that was approved and has left the stage is not touched.
# unverified: stopping a run that waits in front of a stage is allowed, and GetPipelineState lists all of them as inboundExecutions
# | fails as: Look is red with CodePipeline's words, or an older run asks once more | settle: start ship three times without answering, then aws codepipeline get-pipeline-state
end_older() {
    local older
    aws codepipeline get-pipeline-state --name "$PIPELINE" >"$scratch/state.json" ||
        fail "asked which runs of $PIPELINE ask a person, CodePipeline refused (its words are above)"
    jq -r --arg stage "$ASKS_IN" --arg mine "$EXECUTION" '
        [.stageStates[] | select(.stageName == $stage)
         | (.latestExecution // empty | select(.status == "InProgress")), .inboundExecution // empty, .inboundExecutions[]?
         | .pipelineExecutionId | select(. != $mine)] | unique[]' "$scratch/state.json" >"$scratch/older"
    while read -r older; do
        if aws codepipeline stop-pipeline-execution --pipeline-name "$PIPELINE" --pipeline-execution-id "$older" --abandon \
            --reason "run $EXECUTION is about something newer and asks instead" >/dev/null 2>"$scratch/error"; then
            say "Run $older asked about less and is ended; this run asks instead."
        elif grep -qE 'PipelineExecutionNotStoppable|DuplicatedStopRequest' "$scratch/error"; then
            say "Run $older has ended by itself meanwhile."
        else
            cat "$scratch/error" >&2
            fail "asked CodePipeline to end run $older of $PIPELINE, it refused (its words are above)"
        fi
    done <"$scratch/older"
}

take_release .
look
if [ "$STATE" = newest ]; then
    end_older
else
    say "It is overtaken: nobody is asked about it, and nothing is deployed."
fi
export STATE
