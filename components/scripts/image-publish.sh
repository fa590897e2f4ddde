# Defines carried_find and carried_measure: which image a build made, and what the registry knows of it.
# reads: REPOSITORY_URI REPOSITORY_NAME
# takes: imageDetail.json (ECR's source action or build-image)
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:PutImage on repository:$REPOSITORY_NAME
# calls: ecr:DescribeImageScanFindings on repository:$REPOSITORY_NAME
# calls: inspector2:ListCoverage on *
# calls: inspector2:ListFindings on *
need REPOSITORY_URI REPOSITORY_NAME

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

# carried_measure: keeps the image for rollbacks, and leaves what is known of it in $scratch/checks.json, a list.
carried_measure() {
    # What was released must outlive the rule that expires untagged images.
    tag_image "$REPOSITORY_NAME" "$digest" "release-$(cut -c8-19 <<<"$digest")"
    describe_scan
}

# Leaves the counts of ECR's scan in $scratch/checks.json: an empty list where there is none within a minute, or none that
# may be read. A release without a scan says so to the person who approves it; that it cannot be scanned turns nothing red.
describe_scan() {
    local attempt
    echo '[]' >"$scratch/checks.json"
    for attempt in 1 2 3 4 5 6; do
        if aws ecr describe-image-scan-findings --repository-name "$REPOSITORY_NAME" --image-id "imageDigest=$digest" >"$scratch/findings.json" 2>"$scratch/error"; then
            # COMPLETE is basic scanning's word, ACTIVE Inspector's, whose findings have a name of their own:
            # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
            # unverified: Inspector's answer counts its findings by severity, or lists them under enhancedFindings | fails as: a release whose scan shows 0 where Inspector's page shows findings | settle: aws ecr describe-image-scan-findings in an account with enhanced scanning
            if jq -e '.imageScanStatus.status | IN("COMPLETE", "ACTIVE")' "$scratch/findings.json" >/dev/null; then
                jq '.imageScanFindings
                    | (.findingSeverityCounts // (.enhancedFindings // [] | group_by(.severity) | map({key: .[0].severity, value: length}) | from_entries))
                    | [{kind: "scan", critical: (.CRITICAL // 0), high: (.HIGH // 0), medium: (.MEDIUM // 0)}]' "$scratch/findings.json" >"$scratch/checks.json"
                say "ECR's scan found $(jq -r '.[0] | "\(.critical) critical, \(.high) high and \(.medium) medium weaknesses"' "$scratch/checks.json")."
                return
            fi
        elif ! grep -q ScanNotFoundException "$scratch/error"; then
            say "The scan of $REPOSITORY_NAME@$digest cannot be read, so the release goes on without one and says so: $(tr '\n' ' ' <"$scratch/error")"
            return
        fi
        [ "$attempt" = 6 ] || sleep 10
    done
    say "ECR has no finished scan of this image after a minute; the release goes on without one and says so."
}
