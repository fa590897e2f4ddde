# Starts ship for a candidate that no run has taken: its event was lost, or its run gave way to a change of settings.
# reads: LINE RELEASES_BUCKET PIPELINE SOURCE
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: codepipeline:ListPipelineExecutions on $PIPELINE
# calls: codepipeline:StartPipelineExecution on $PIPELINE
need LINE RELEASES_BUCKET PIPELINE SOURCE

# judge: leaves in $verdict what the runs of this version of the candidate come to.
#   taken     one is under way
#   answered  one came to an end that stands: green, red, rejected, or stopped by a person. Nothing brings it back but a release
#   busy      none, but another run is under way, whose end asks again; or one that has not read its source yet
#   lost      none, or only runs that gave way: to newer settings, or to a pipeline that `pulumi up` changed
# A run that failed before it had read its source says of no version that it was about it. It counts as an answer: started
# again, it would most likely fail again, and start again, for ever. CodePipeline remembers its runs for 12 months.
# unverified: sourceRevisions of a run name the version of the object, a pinned one too | fails as: a candidate that had its answer, a rejected one too, is asked about or deployed once more | settle: aws codepipeline list-pipeline-executions --pipeline-name <ship> --max-items 1
judge() {
    aws codepipeline list-pipeline-executions --pipeline-name "$PIPELINE" >"$scratch/runs.json" ||
        fail "asked for the runs of $PIPELINE, CodePipeline refused (its words are above)"
    verdict=$(jq -r --arg version "$version" --arg written "$written" --arg source "$SOURCE" '
        def second: .[:19];
        def under_way: .status | IN("InProgress", "Stopping");
        def gave_way: (.status | IN("Cancelled", "Superseded"))
            or (.status == "Stopped" and (.stopTrigger.reason // "" | test("^(run \\S+ is about something newer|blueprint \\S+ is newer than) ")));
        def mine: any(.sourceRevisions[]?; .actionName == $source and .revisionId == $version);
        def read_nothing: (.sourceRevisions // []) == [] and (.startTime | second) >= ($written | second);
        .pipelineExecutionSummaries as $runs
        | if any($runs[]; mine and under_way) then "taken"
          elif any($runs[]; (mine and (gave_way | not)) or (read_nothing and .status == "Failed")) then "answered"
          elif now - ($written | second + "Z" | fromdate) > 300 * 86400 then "answered"
          elif any($runs[]; under_way) then "busy"
          else "lost" end' "$scratch/runs.json")
}

read_zip "releases/$LINE/candidate.zip" "$scratch/candidate"
version=$read_version written=$read_at
take_release "$scratch/candidate"
read_zip "releases/$LINE/live.zip" "$scratch/live"

if [ "$release_placeholder" = true ]; then
    say "The candidate is the placeholder: there is nothing to hand over yet."
elif [ "$(jq -r '.id // ""' "$scratch/live/release.json")" = "$release_id" ]; then
    say "The candidate $release_id is live already."
else
    # The event may be on its way: 2 minutes.
    for attempt in 0 1 2 3 4 5 6 7 8; do
        judge
        case $verdict in taken | answered) break ;; esac
        [ "$attempt" = 8 ] || sleep 15
    done
    case $verdict in
        taken) say "A run of $PIPELINE has taken candidate $release_id." ;;
        answered) say "Candidate $release_id had its answer, or its run failed; nothing starts it again but a release, or ship started by hand." ;;
        busy) say "Another run of $PIPELINE is under way; its end asks again for candidate $release_id." ;;
        lost)
            # The same request twice starts one run: two of these jobs may look at once. A run that was cancelled before it had
            # read its source may be the one that was asked for last, and the next one is another request.
            token=$(jq -r --arg version "$version" --arg written "$written" '[.pipelineExecutionSummaries[]
                | select(any(.sourceRevisions[]?; .revisionId == $version)
                    or ((.sourceRevisions // []) == [] and .status == "Cancelled" and .startTime[:19] >= $written[:19]))] | length' "$scratch/runs.json")
            token=$(sha256sum <<<"$version $token" | cut -c1-40)
            aws codepipeline start-pipeline-execution --name "$PIPELINE" --client-request-token "handover-$token" \
                --source-revisions "actionName=$SOURCE,revisionType=S3_OBJECT_VERSION_ID,revisionValue=$version" >/dev/null ||
                fail "asked $PIPELINE to start for candidate $release_id, CodePipeline refused (its words are above)"
            say "No run of $PIPELINE was about candidate $release_id, or the one that was gave way; it is started for version $version."
            ;;
    esac
fi
