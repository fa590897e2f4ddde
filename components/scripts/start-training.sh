# Starts the training of a line with exactly the image that was built, and ends: nobody pays for waiting.
# reads: LINE RELEASES_BUCKET TRAINING_PIPELINE DATA_VERSION METRIC GOLDEN_FILE FILES_FROM COMMIT_ID EXECUTION, optional CHAMPION
# takes: imageDetail.json, optional build.json; the source's artifact FILES_FROM
# calls: s3:PutObject on $RELEASES_BUCKET/builds/$LINE/<digest>.json (if absent)
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: sagemaker:StartPipelineExecution on pipeline/$TRAINING_PIPELINE
need LINE RELEASES_BUCKET TRAINING_PIPELINE DATA_VERSION METRIC GOLDEN_FILE FILES_FROM COMMIT_ID EXECUTION

# keep_record: what only this run knows, who pushed for one, is kept by the image's digest until a model of it is approved. The
# first word counts: a run that nobody's push started must not take back who pushed.
keep_record() {
    local folder="CODEBUILD_SRC_DIR_$FILES_FROM" key
    local golden=${!folder}/$GOLDEN_FILE
    [ -f "$golden" ] || fail "asked commit $COMMIT_ID for $GOLDEN_FILE, found no such file; commit what an endpoint is to be asked, and what it has to answer"
    jq -e '.format == 1 and (.payloads | type == "array" and length > 0 and all(.[]; (.name | type) == "string" and (.contentType | type) == "string"
        and (.body | type) == "string" and has("expect")))' "$golden" >/dev/null ||
        fail "asked $GOLDEN_FILE for {\"format\": 1, \"payloads\": [{\"name\", \"contentType\", \"body\", \"expect\"}]}, found something else; write at least one payload"
    # What the build says of itself, its tests first: Publish reads it by name and type, as of any line.
    jq -n --arg image "$image" --slurpfile commit "$scratch/commit.json" --slurpfile golden "$golden" --slurpfile build "$(build_of)" \
        '{format: 1, image: $image, commit: $commit[0], golden: $golden[0], build: ($build[0] // {})}' >"$scratch/record.json" ||
        fail "asked for JSON in the build's build.json, found something else (jq's words are above)"
    key=builds/$LINE/${image##*:}.json
    if aws s3api put-object --bucket "$RELEASES_BUCKET" --key "$key" --content-type application/json --body "$scratch/record.json" \
        --if-none-match '*' >/dev/null 2>"$scratch/error"; then
        say "s3://$RELEASES_BUCKET/$key says what $image was built from."
    elif grep -q PreconditionFailed "$scratch/error"; then
        say "s3://$RELEASES_BUCKET/$key is there already, from when the image was built."
    else
        cat "$scratch/error" >&2
        fail "could not write s3://$RELEASES_BUCKET/$key, S3 refused (its words are above); nothing was started, run this step again"
    fi
}

build_of() { if [ -f build.json ]; then echo build.json; else echo /dev/null; fi; }

# find_champion: what the model that is live reached, where one is, and where a new one has to reach it as well.
find_champion() {
    champion=""
    [ "${CHAMPION:-}" = yes ] || return 0
    read_zip "releases/$LINE/live.zip" "$scratch/live"
    champion=$(jq -r --arg metric "$METRIC" '.model.metrics[$metric] // ""' "$scratch/live/release.json")
    [ -z "$champion" ] || say "The model that is live reached $METRIC $champion; a new one has to as well."
}

image=$(jq -r '.ImageURI // ""' imageDetail.json)
is_by_digest "$image" ||
    fail "asked imageDetail.json for an image by digest, found \"$image\"; a tag may mean another image tomorrow"
commit_describe
keep_record
find_champion
jq -n --arg image "$image" --arg commit "$COMMIT_ID" --arg version "$DATA_VERSION" --arg champion "$champion" \
    --slurpfile known "$scratch/commit.json" '
    [{Name: "Image", Value: $image}, {Name: "Commit", Value: $commit}, {Name: "DataVersion", Value: $version},
     # SageMaker keeps it beside the model, and takes no other letters there.
     {Name: "PushedBy", Value: (($known[0].pushedBy // "unknown") | gsub("[^\\p{L}\\p{Z}\\p{N}_.:/=+@-]"; "_") | .[:256])}]
    + if $champion == "" then [] else [{Name: "Champion", Value: $champion}] end' >"$scratch/parameters.json"
# The same request twice starts one training: this step may be retried.
token=$(sha256sum <<<"$LINE $EXECUTION" | cut -c1-64)
aws sagemaker start-pipeline-execution --pipeline-name "$TRAINING_PIPELINE" --pipeline-parameters "file://$scratch/parameters.json" \
    --client-request-token "$token" >"$scratch/started.json" ||
    fail "asked SageMaker to train with $image, it refused (its words are above)"
say "Training $(jq -r .PipelineExecutionArn "$scratch/started.json") has begun with $image. It tells by an event how it ends; a model that is good enough waits for approval in the registry."
