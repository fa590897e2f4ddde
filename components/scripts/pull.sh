# Brings what is live in the environment before into this one: copies the image by digest, makes the release the candidate.
# reads: LINE FROM_ENVIRONMENT FROM_BUCKET RELEASES_BUCKET REPOSITORY_URI REPOSITORY_NAME, optional RELEASE (a hint of the event)
# calls: s3:GetObject on $FROM_BUCKET/releases/$LINE/live.zip
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: s3:PutObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: kms:Decrypt on key of $FROM_BUCKET
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
# calls: ecr:GetAuthorizationToken on *
# calls: ecr:BatchGetImage on repository:<the release's, in the registry it comes from>
# calls: ecr:GetDownloadUrlForLayer on repository:<the release's, in the registry it comes from>
# calls: ecr:DescribeImages on repository:$REPOSITORY_NAME
# calls: ecr:BatchCheckLayerAvailability on repository:$REPOSITORY_NAME
# calls: ecr:InitiateLayerUpload on repository:$REPOSITORY_NAME
# calls: ecr:UploadLayerPart on repository:$REPOSITORY_NAME
# calls: ecr:CompleteLayerUpload on repository:$REPOSITORY_NAME
# calls: ecr:PutImage on repository:$REPOSITORY_NAME
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:GetDownloadUrlForLayer on repository:$REPOSITORY_NAME
need LINE FROM_ENVIRONMENT FROM_BUCKET RELEASES_BUCKET REPOSITORY_URI REPOSITORY_NAME

# Copies the image under its digest; afterwards this environment's registry itself says that it has exactly that.
copy_image() {
    local tag found
    tag="release-$(cut -c8-19 <<<"$release_digest")"
    found=$(digest_of "$REPOSITORY_NAME" "$tag")
    if [ -z "$found" ]; then
        login_to "${release_what%%/*}" "${REPOSITORY_URI%%/*}"
        # A single source and no index around it: the manifest arrives byte for byte, so the digest stays.
        docker buildx imagetools create --prefer-index=false --tag "$REPOSITORY_URI:$tag" "$release_what" ||
            fail "could not copy $release_what to $REPOSITORY_URI (docker's words are above); $FROM_ENVIRONMENT must grant this role read access to its registry"
        found=$(digest_of "$REPOSITORY_NAME" "$tag")
    fi
    [ "$found" = "$release_digest" ] ||
        fail "asked $REPOSITORY_NAME for $release_digest under $tag, found ${found:-nothing}; the copy is not what $FROM_ENVIRONMENT verified, nothing is made the candidate"
}

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
    copy_image
    mkdir -p "$scratch/release"
    jq --arg what "$REPOSITORY_URI@$release_digest" --arg from "$FROM_ENVIRONMENT" --arg at "$(now)" \
        '.what = $what | .promoted = {from: $from, at: $at}' "$scratch/live/release.json" >"$scratch/release/release.json"
    write_zip "releases/$LINE/candidate.zip" "$scratch/release"
    say "Release $release_id, live in $FROM_ENVIRONMENT, is the candidate here."
fi
