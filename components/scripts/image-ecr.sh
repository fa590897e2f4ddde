# Functions for a registry of ECR, named as for every registry. Each script lists in its own head what the functions it uses
# call.

# tag_image DIGEST TAG: one more name for an image, which keeps it from expiring; says nothing twice.
tag_image() {
    local repository=$REPOSITORY_NAME digest=$1 tag=$2 answer type
    answer=$(aws ecr batch-get-image --repository-name "$repository" --image-ids "imageDigest=$digest" "imageTag=$tag") ||
        fail "asked ECR for $repository@$digest, ECR refused (its words are above)"
    if jq -e --arg d "$digest" --arg t "$tag" 'any(.images[].imageId; .imageDigest == $d and .imageTag == $t)' <<<"$answer" >/dev/null; then
        return
    fi
    # Byte for byte: a manifest that lost its last newline has another digest.
    jq -j --arg d "$digest" '[.images[] | select(.imageId.imageDigest == $d)][0].imageManifest // ""' <<<"$answer" >"$scratch/manifest"
    [ -s "$scratch/manifest" ] || fail "asked ECR for $repository@$digest, found no such image; it was deleted or has expired, build it again"
    type=$(jq -r --arg d "$digest" '[.images[] | select(.imageId.imageDigest == $d)][0] | .imageManifestMediaType // (.imageManifest | fromjson | .mediaType)' <<<"$answer")
    aws ecr put-image --repository-name "$repository" --image-tag "$tag" --image-digest "$digest" \
        --image-manifest-media-type "$type" --image-manifest "file://$scratch/manifest" >/dev/null ||
        fail "could not give $repository@$digest the tag $tag, ECR refused (its words are above)"
    say "ECR knows $digest as $repository:$tag from now on."
}

# registry_login: to the line's own registry.
registry_login() { login_to "${REPOSITORY_URI%%/*}"; }

# login_to REGISTRY...: the token goes from aws to docker and nowhere else.
login_to() {
    local host region
    for host in $(printf '%s\n' "$@" | sort -u); do
        region=$(cut -d. -f4 <<<"$host")
        aws ecr get-login-password --region "$region" | docker login --username AWS --password-stdin "$host" >/dev/null ||
            fail "could not log in to $host; ecr:GetAuthorizationToken may be missing, or docker does not run in this job"
    done
}

# find_image tag=TAG|digest=DIGEST: prints the digest, or nothing when there is no such image.
find_image() {
    local answer id=imageDigest=${1#digest=}
    [[ $1 == digest=* ]] || id=imageTag=${1#tag=}
    if answer=$(aws ecr describe-images --repository-name "$REPOSITORY_NAME" --image-ids "$id" 2>"$scratch/error"); then
        jq -r '.imageDetails[0].imageDigest' <<<"$answer"
    elif ! grep -q ImageNotFoundException "$scratch/error"; then
        cat "$scratch/error" >&2
        fail "asked ECR for $id of $REPOSITORY_NAME, ECR refused (its words are above)"
    fi
}

# describe_scan DIGEST: leaves the counts of ECR's scan in $scratch/checks.json: an empty list where there is none
# within a minute, or none that may be read. A release without a scan says so to the person who approves it; that it cannot be
# scanned turns nothing red.
describe_scan() {
    local repository=$REPOSITORY_NAME digest=$1 attempt
    echo '[]' >"$scratch/checks.json"
    for attempt in 1 2 3 4 5 6; do
        if aws ecr describe-image-scan-findings --repository-name "$repository" --image-id "imageDigest=$digest" >"$scratch/findings.json" 2>"$scratch/error"; then
            # COMPLETE is basic scanning's word, ACTIVE Inspector's, whose findings have a name of their own:
            # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
            # unverified: Inspector's answer counts its findings by severity, or lists them under enhancedFindings | fails as: a release whose scan shows 0 where Inspector's page shows findings | settle: aws ecr describe-image-scan-findings in an account with enhanced scanning
            if jq -e '.imageScanStatus.status | IN("COMPLETE", "ACTIVE")' "$scratch/findings.json" >/dev/null; then
                jq '.imageScanFindings
                    | (.findingSeverityCounts // (.enhancedFindings // [] | group_by(.severity) | map({key: .[0].severity, value: length}) | from_entries))
                    | [{kind: "scan", critical: (.CRITICAL // 0), high: (.HIGH // 0), medium: (.MEDIUM // 0)}]' "$scratch/findings.json" >"$scratch/checks.json"
                say "ECR's scan found $(jq -r '.[0] | "\(.critical) critical, \(.high) high and \(.medium) medium weaknesses"' "$scratch/checks.json").$(jq -r '.imageScanStatus.description // "" | if . == "" then . else " " + . end' "$scratch/findings.json")"
                return
            fi
        elif ! grep -q ScanNotFoundException "$scratch/error"; then
            say "The scan of $repository@$digest cannot be read, so the release goes on without one and says so: $(tr '\n' ' ' <"$scratch/error")"
            return
        fi
        [ "$attempt" = 6 ] || sleep 10
    done
    say "ECR has no finished scan of this image after a minute; the release goes on without one and says so."
}

# copy_image IMAGE: leaves its name here in copied, and in $scratch/checks.json what this registry's own scan found in it. Where it
# comes from is this environment's own setting: a record that names another registry would otherwise be handed this job's
# token for it.
copy_image() {
    local image=$1 digest=${1##*@} tag found
    [ "${image%@*}" = "$FROM_REPOSITORY_URI" ] ||
        fail "asked for an image of $FROM_REPOSITORY_URI, release $release_id names $image; nothing is logged in to or copied, look who wrote that release"
    tag="release-$(cut -c8-19 <<<"$digest")"
    found=$(find_image "tag=$tag")
    if [ -z "$found" ]; then
        login_to "${FROM_REPOSITORY_URI%%/*}" "${REPOSITORY_URI%%/*}"
        # A single source and no index around it: the manifest arrives byte for byte, so the digest stays.
        docker buildx imagetools create --prefer-index=false --tag "$REPOSITORY_URI:$tag" "$FROM_REPOSITORY_URI@$digest" ||
            fail "could not copy $image to $REPOSITORY_URI (docker's words are above); $FROM_ENVIRONMENT must grant this role read access to its registry"
        found=$(find_image "tag=$tag")
    fi
    [ "$found" = "$digest" ] ||
        fail "asked $REPOSITORY_NAME for $digest under $tag, found ${found:-nothing}; the copy is not what $FROM_ENVIRONMENT verified, nothing is made the candidate"
    # shellcheck disable=SC2034 # read by whoever asked
    copied=$REPOSITORY_URI@$digest
    describe_scan "$digest"
    # The signature stayed behind: it belongs to the registry, and this one signs what is pushed to it.
    [ -z "${SIGNED_BY:-}" ] || describe_signature "$digest"
}
