# Brings what is live in the environment before into this one: copies what it carries, makes the release the candidate.
# reads: LINE CARRIES FROM_ENVIRONMENT FROM_BUCKET RELEASES_BUCKET, optional RELEASE (a hint of the event) AGAIN (yes, by hand)
# calls: s3:GetObject on $FROM_BUCKET/releases/$LINE/live.zip
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: s3:GetObject on $RELEASES_BUCKET/promotions/$LINE.json
# calls: s3:PutObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: s3:PutObject on $RELEASES_BUCKET/promotions/$LINE.json
# calls: kms:Decrypt on key of $FROM_BUCKET
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
need LINE CARRIES FROM_ENVIRONMENT FROM_BUCKET RELEASES_BUCKET

# What is live there is read last: it is never older than what was taken here, also where another pull has just taken it.
look() {
    read_zip "releases/$LINE/candidate.zip" "$scratch/candidate"
    candidate_etag=$read_etag candidate_version=$read_version
    read_object "promotions/$LINE.json" "$scratch/promotions.json"
    promotions_etag=$read_etag
    taken=$(jq '.counter // 0' "$scratch/promotions.json")
    RELEASES_BUCKET=$FROM_BUCKET read_zip "releases/$LINE/live.zip" "$scratch/theirs"
    take_release "$scratch/theirs"
    counter=$(jq '.counter // 0' "$scratch/theirs/live.json")
    if [ -n "${RELEASE:-}" ] && [ "$RELEASE" != "$release_id" ]; then
        say "The event spoke of release $RELEASE; live in $FROM_ENVIRONMENT is $release_id by now, and that is what is pulled."
    fi
}

# Leaves the record as this environment has it in $scratch/release: its own name for what it carries, its own scan, and
# everyone whose push is in it and not yet live here, also of releases that were never taken or never approved here.
adopt() {
    read_zip "releases/$LINE/live.zip" "$scratch/ours"
    mkdir -p "$scratch/release"
    jq --arg what "$what" --slurpfile carried "$scratch/carried.json" --arg from "$FROM_ENVIRONMENT" --arg at "$(now)" --argjson counter "$counter" --argjson taken "$taken" \
        --slurpfile checks "$scratch/checks.json" --slurpfile theirs "$scratch/theirs/live.json" --slurpfile ours "$scratch/ours/release.json" \
        --slurpfile promotions "$scratch/promotions.json" --slurpfile candidate "$scratch/candidate/release.json" '
        def named: .pushers // [.commit.pushedBy];
        def waiting: if .placeholder == true or .id == null or .id == $ours[0].id then [] else named end;
        .what = $what | . * $carried[0]
        | .promoted = {from: $from, at: $at, counter: $counter}
        | .checks = ((.checks // []) + ($theirs[0].checks // []) | map(select(.kind as $kind | all($checks[0][]; .kind != $kind)) | .from //= $from)) + $checks[0]
        | .pushers = reduce (($promotions[0] | {id: .release, pushers} | waiting) + ($candidate[0] | waiting)
            + [$theirs[0].pushed[]? | select(.last > $taken) | .by] + named)[] as $one
            ([]; if any(.[]; . == $one) then . else . + [$one] end)' "$scratch/theirs/release.json" >"$scratch/release/release.json"
}

# After the candidate: where this job ends in between, the next one finds the candidate and records it.
record_taken() {
    jq --arg release "$release_id" --arg from "$FROM_ENVIRONMENT" --argjson counter "$counter" --slurpfile record "$1" \
        '.from = $from | .counter = $counter | .release = $release | .pushers = ($record[0].pushers // [])' "$scratch/promotions.json" >"$scratch/taken.json"
    write_object "promotions/$LINE.json" "$scratch/taken.json" application/json "$promotions_etag"
}

# Leaves no in written where another pull, or a person who released something here, wrote in between. A candidate that this
# very job wrote (mine) and another's record overtook is no answer: what is live over there now has to take its place.
mine=""
promote() {
    look
    if [ "$release_placeholder" = true ]; then
        say "Live in $FROM_ENVIRONMENT is the placeholder: there is nothing to pull yet."
        return
    fi
    if [ "${AGAIN:-}" != yes ]; then
        [ "$counter" -ge "$taken" ] ||
            fail "asked $FROM_ENVIRONMENT for what came after its release number $taken, it has come to number $counter only: its release store was made anew; look whether that was meant, then start this job once with AGAIN=yes"
        if [ "$counter" = "$taken" ] && [ "$candidate_version" != "$mine" ]; then
            say "Release $release_id, number $counter of $FROM_ENVIRONMENT, was taken before; nothing is written. What was released here since stays. To take it again, start this job with AGAIN=yes."
            return
        fi
    fi
    if [ "$(jq -r '.id // ""' "$scratch/candidate/release.json")" = "$release_id" ]; then
        say "Release $release_id is the candidate here already; nothing is deployed twice. To deploy it again, release the change in the ship pipeline again."
        record_taken "$scratch/candidate/release.json"
        return
    fi
    echo '[]' >"$scratch/checks.json"
    # What is carried may have more than one name here.
    echo '{}' >"$scratch/carried.json"
    carried_copy
    # Copying takes minutes, in which another pull may have recorded what is newer without a new candidate: a rollback.
    local before=$promotions_etag
    read_object "promotions/$LINE.json" "$scratch/promotions.json"
    if [ "$read_etag" != "$before" ]; then
        written=no
        return
    fi
    adopt
    write_zip "releases/$LINE/candidate.zip" "$scratch/release" "$candidate_etag"
    [ "$written" = yes ] || return 0
    mine=$write_version
    say "Release $release_id, live in $FROM_ENVIRONMENT, is the candidate here."
    record_taken "$scratch/release/release.json"
}

for attempt in 1 2 3 4 5; do
    written=yes
    promote
    [ "$written" = no ] || break
    [ "$attempt" -lt 5 ] || fail "asked to take release $release_id, another job or person wrote here five times meanwhile; start this job again"
    say "Another job or person wrote here meanwhile; looking again."
done
