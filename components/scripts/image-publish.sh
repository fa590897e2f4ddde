# Defines carried_find and carried_measure: which image a build made, and what the registry knows of it.
# reads: REPOSITORY_URI, optional MOST_CRITICAL MOST_HIGH SIGNED_BY REPOSITORY_NAME (ECR) PUBLIC_REPOSITORY_ARN (ECR Public) REGISTRY_USER PASSWORD_PARAMETER PASSWORD_KEY_ARN (Docker Hub)
# takes: imageDetail.json (ECR's source action or build-image)
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:PutImage on repository:$REPOSITORY_NAME
# calls: ecr:DescribeImageScanFindings on repository:$REPOSITORY_NAME
# calls: signer:SignPayload on $SIGNED_BY
# calls: ecr:BatchCheckLayerAvailability on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:InitiateLayerUpload on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:UploadLayerPart on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:CompleteLayerUpload on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: inspector2:ListCoverage on * (with $REPOSITORY_NAME)
# calls: inspector2:ListFindings on * (with $REPOSITORY_NAME)
# calls: ecr-public:GetAuthorizationToken on * (with $PUBLIC_REPOSITORY_ARN)
# calls: sts:GetServiceBearerToken on * (with $PUBLIC_REPOSITORY_ARN)
# calls: ecr-public:BatchCheckLayerAvailability on $PUBLIC_REPOSITORY_ARN
# calls: ecr-public:InitiateLayerUpload on $PUBLIC_REPOSITORY_ARN
# calls: ecr-public:UploadLayerPart on $PUBLIC_REPOSITORY_ARN
# calls: ecr-public:CompleteLayerUpload on $PUBLIC_REPOSITORY_ARN
# calls: ecr-public:PutImage on $PUBLIC_REPOSITORY_ARN
# calls: ssm:GetParameter on parameter$PASSWORD_PARAMETER
# calls: kms:Decrypt on $PASSWORD_KEY_ARN
need REPOSITORY_URI

# carried_find: leaves the image in what, its digest in digest.
carried_find() {
    local uri name
    [ -f imageDetail.json ] || fail "asked for imageDetail.json in the artifact, found none; the build must write out/imageDetail.json with the key ImageURI"
    uri=$(jq -r '.ImageURI // ""' imageDetail.json)
    digest=$(jq -r '.ImageDigest // (.ImageURI // "" | split("@")[1]) // ""' imageDetail.json)
    [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || fail "asked imageDetail.json for an image by digest, found \"$uri\"; a tag may mean another image tomorrow"
    name=${uri%@*}
    [[ ${name##*/} != *:* ]] || name=${name%:*}
    [ "$name" = "$REPOSITORY_URI" ] || fail "asked for an image of $REPOSITORY_URI, found $uri; a line releases what lies in its own repository"
    # shellcheck disable=SC2034 # read by publish.sh
    what=$name@$digest
}

# carried_measure: keeps the image for rollbacks, and leaves what is known of it in $scratch/checks.json, a list. One that is
# weaker than the line takes is not kept.
carried_measure() {
    describe_scan "$digest"
    [ -z "${SIGNED_BY:-}" ] || describe_signature "$digest"
    if [ -n "${MOST_CRITICAL:-}${MOST_HIGH:-}" ]; then
        jq -e 'any(.[]; .kind == "scan")' "$scratch/checks.json" >/dev/null ||
            fail "asked for the scan of $what, which the line holds against build.mostCritical and build.mostHigh, found none that is finished; nothing was released. Run this step again, or take the two settings out"
        refuse_weak "$what"
    fi
    # What was released must outlive the rule that expires untagged images.
    tag_image "$digest" "release-$(cut -c8-19 <<<"$digest")"
}
