# Waits until the release that this run made is live, or turns the run red. What ships it is the line's own pipeline.
# reads: LINE RELEASES_BUCKET DIGEST WAIT_MINUTES
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: kms:Decrypt on key of $RELEASES_BUCKET
need LINE RELEASES_BUCKET DIGEST WAIT_MINUTES

digest_of() {
    read_zip "releases/$LINE/$1.zip" "$scratch/$1"
    jq -r '.digest // ""' "$scratch/$1/release.json"
}

for attempt in $(seq 0 $((WAIT_MINUTES * 4))); do
    live=$(digest_of live)
    if [ "$live" = "$DIGEST" ]; then
        say "$DIGEST is live."
        break
    fi
    candidate=$(digest_of candidate)
    [ "$candidate" = "$DIGEST" ] || fail "asked whether $DIGEST is live, found that the candidate of $LINE is $candidate by now; a newer release, or a rollback, took its place"
    [ "$attempt" != $((WAIT_MINUTES * 4)) ] || fail "$DIGEST is not live after $WAIT_MINUTES minutes, $live is; look at the pipeline $LINE-ship"
    [ $((attempt % 20)) -ne 0 ] || say "The pipeline $LINE-ship takes the release out. Waiting, $((attempt / 4)) of $WAIT_MINUTES minutes."
    sleep 15
done
