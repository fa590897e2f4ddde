# Defines metrics_live and metrics_take: the numbers of the live release, for the repository's own gate, and those of an image.
# reads: LINE RELEASES_BUCKET METRICS PLATFORM
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: kms:Decrypt on key of $RELEASES_BUCKET
need LINE RELEASES_BUCKET METRICS PLATFORM

# metrics_live: leaves in live_metrics the numbers by name, as JSON; nothing where no release says any.
metrics_live() {
    read_zip "releases/$LINE/live.zip" "$scratch/live"
    live_metrics=$(jq -c '[.checks[]? | select(.kind == "metrics") | .numbers] | last // empty' "$scratch/live/release.json")
    if [ -n "$live_metrics" ]; then
        say "The live release $(jq -r .id "$scratch/live/release.json") has the numbers $live_metrics; the build is told of them as LIVE_METRICS."
    else
        say "What is live has no numbers, so LIVE_METRICS is empty: it is the placeholder, or older than build.metrics."
    fi
}

# metrics_take IMAGE: leaves in metrics the numbers by name that the image says of itself, as JSON. Nothing of it is run.
metrics_take() {
    local container
    # An image without a command takes none but a word in its place.
    container=$(docker create --platform "$PLATFORM" "$1" none) ||
        fail "asked for $1, to read its $METRICS, docker refused (its words are above)"
    docker cp "$container:$METRICS" "$scratch/metrics.json" >/dev/null ||
        fail "asked the image for $METRICS, found no such file (docker's words are above); set build.metrics to where the image has it"
    # A link is copied as a link, and leads to a file of this machine.
    if [ -L "$scratch/metrics.json" ] || [ ! -f "$scratch/metrics.json" ]; then
        fail "asked the image for $METRICS, found a link or a folder; have the image keep the file itself there, or set build.metrics to where it is"
    fi
    [ "$(stat -c %s "$scratch/metrics.json")" -le 1048576 ] ||
        fail "asked $METRICS of the image for numbers by name, found more than a megabyte; keep nothing else in that file"
    metrics=$(jq -cs 'if length == 1 and (.[0] | type) == "object" then .[0] else error("no object") end
        | with_entries(select((.value | type) == "number" and (.value | isnan or isinfinite | not) and (.key | test("^[A-Za-z0-9._-]{1,64}$"))))
        | if length == 0 or length > 50 then error("\(length) numbers") else . end' "$scratch/metrics.json") ||
        fail "asked $METRICS of the image for numbers by name, such as {\"r2\": 0.9}, found something else (jq's words are above); at most 50 are kept"
    say "The image has the numbers $metrics."
}
