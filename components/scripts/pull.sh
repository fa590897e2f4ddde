# Brings what is live in the environment before into this one: copies what it carries, makes the release the candidate.
# reads: LINE CARRIES FROM_ENVIRONMENT FROM_BUCKET RELEASES_BUCKET, optional RELEASE (a hint of the event)
# calls: s3:GetObject on $FROM_BUCKET/releases/$LINE/live.zip
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: s3:PutObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: kms:Decrypt on key of $FROM_BUCKET
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
need LINE CARRIES FROM_ENVIRONMENT FROM_BUCKET RELEASES_BUCKET

RELEASES_BUCKET=$FROM_BUCKET read_zip "releases/$LINE/live.zip" "$scratch/live"
take_release "$scratch/live"
if [ -n "${RELEASE:-}" ] && [ "$RELEASE" != "$release_id" ]; then
    say "The event spoke of release $RELEASE; live in $FROM_ENVIRONMENT is $release_id by now, and that is what is pulled."
fi
read_zip "releases/$LINE/candidate.zip" "$scratch/candidate"
candidate=$(jq -r '.id // ""' "$scratch/candidate/release.json")

if [ "$release_placeholder" = true ]; then
    say "Live in $FROM_ENVIRONMENT is the placeholder: there is nothing to pull yet."
elif [ "$candidate" = "$release_id" ]; then
    say "Release $release_id is the candidate here already; nothing is written, nothing is deployed twice. To deploy it again, release the change in the ship pipeline again."
else
    carried_copy
    mkdir -p "$scratch/release"
    jq --arg what "$what" --arg from "$FROM_ENVIRONMENT" --arg at "$(now)" \
        '.what = $what | .promoted = {from: $from, at: $at}' "$scratch/live/release.json" >"$scratch/release/release.json"
    write_zip "releases/$LINE/candidate.zip" "$scratch/release"
    say "Release $release_id, live in $FROM_ENVIRONMENT, is the candidate here."
fi
