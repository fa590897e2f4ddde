# Writes the release record of an image and makes it the candidate: from here on nothing but this record is deployed.
# reads: LINE ENVIRONMENT RELEASES_BUCKET, optional COMMIT_ID BRANCH REPOSITORY PUSH_LOG EXECUTION
# takes: imageDetail.json (ECR's source action or build-image), optional build.json
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: s3:PutObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
# calls: ecr:BatchGetImage on repository:<the image's>
# calls: ecr:PutImage on repository:<the image's>
# calls: ecr:DescribeImageScanFindings on repository:<the image's>
# calls: logs:FilterLogEvents on log-group:$PUSH_LOG
# calls: codecommit:GetCommit on $REPOSITORY
need LINE ENVIRONMENT RELEASES_BUCKET

# Leaves in $scratch/commit.json what is known about the commit: null where a person pushed the image by hand.
describe_commit() {
    local pusher="" attempt
    if [ -z "${COMMIT_ID:-}" ]; then
        say "The image names no commit: it was pushed by \`pulumi up\` or by hand."
        echo null >"$scratch/commit.json"
        return
    fi
    [[ $COMMIT_ID =~ ^[0-9a-f]{7,64}$ ]] || fail "asked for a commit id of hexadecimal digits in COMMIT_ID, found something else; pass the source action's CommitId"
    if [ -n "${PUSH_LOG:-}" ]; then
        for attempt in 1 2 3; do
            aws logs filter-log-events --log-group-name "$PUSH_LOG" --filter-pattern "{ \$.detail.commitId = \"$COMMIT_ID\" }" >"$scratch/pushes.json" ||
                fail "asked the log of pushes $PUSH_LOG who pushed $COMMIT_ID, CloudWatch refused (its words are above)"
            pusher=$(jq -r --arg id "$COMMIT_ID" --arg branch "${BRANCH:-}" --arg repository "${REPOSITORY:-}" '
                [.events[].message | fromjson? | .detail
                    | select(.commitId == $id)
                    | select($branch == "" or .referenceName == $branch)
                    | select($repository == "" or .repositoryName == $repository)]
                | last | .callerUserArn // ""' "$scratch/pushes.json")
            [ -z "$pusher" ] || break
            [ "$attempt" = 3 ] || sleep 10
        done
    fi
    if [ -n "$pusher" ]; then
        say "Commit $COMMIT_ID was pushed by $pusher."
    else
        say "Who pushed commit $COMMIT_ID is not known: ${PUSH_LOG:-no log of pushes} does not name it. The check before deployment will say so."
    fi
    echo '{}' >"$scratch/get-commit.json"
    if [ -n "${REPOSITORY:-}" ]; then
        aws codecommit get-commit --repository-name "$REPOSITORY" --commit-id "$COMMIT_ID" >"$scratch/get-commit.json" ||
            fail "asked CodeCommit for commit $COMMIT_ID of $REPOSITORY, it refused (its words are above)"
    fi
    # The message is text of strangers: it travels from file to file, never through a command line.
    jq --arg id "$COMMIT_ID" --arg repository "${REPOSITORY:-}" --arg branch "${BRANCH:-}" --arg pusher "$pusher" '
        def some: if . == "" then null else . end;
        {id: $id, repository: ($repository | some), branch: ($branch | some), pushedBy: ($pusher | some),
         message: .commit.message, at: ((.commit.committer.date // "") | split(" ")[0] | if . then tonumber | todate else null end)}' \
        "$scratch/get-commit.json" >"$scratch/commit.json"
}

# Leaves the counts of ECR's scan in $scratch/scan.json: empty list when there is none within a minute.
describe_scan() {
    local attempt
    echo '[]' >"$scratch/scan.json"
    for attempt in 1 2 3 4 5 6; do
        if aws ecr describe-image-scan-findings --repository-name "$repository" --image-id "imageDigest=$digest" >"$scratch/findings.json" 2>"$scratch/error"; then
            if jq -e '.imageScanStatus.status | IN("COMPLETE", "ACTIVE")' "$scratch/findings.json" >/dev/null; then
                jq '(.imageScanFindings.findingSeverityCounts // {})
                    | [{kind: "scan", critical: (.CRITICAL // 0), high: (.HIGH // 0), medium: (.MEDIUM // 0)}]' "$scratch/findings.json" >"$scratch/scan.json"
                say "ECR's scan found $(jq -r '.[0] | "\(.critical) critical, \(.high) high and \(.medium) medium weaknesses"' "$scratch/scan.json")."
                return
            fi
        elif ! grep -q ScanNotFoundException "$scratch/error"; then
            cat "$scratch/error" >&2
            fail "asked ECR for the scan of $repository@$digest, ECR refused (its words are above)"
        fi
        [ "$attempt" = 6 ] || sleep 10
    done
    say "ECR has no finished scan of this image after a minute; the release goes on without one and says so."
}

[ -f imageDetail.json ] || fail "asked for imageDetail.json in the artifact, found none; the build must write out/imageDetail.json with the key ImageURI"
uri=$(jq -r '.ImageURI // ""' imageDetail.json)
digest=$(jq -r '.ImageDigest // (.ImageURI // "" | split("@")[1]) // ""' imageDetail.json)
[[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || fail "asked imageDetail.json for an image by digest, found \"$uri\"; a tag may mean another image tomorrow"
name=${uri%@*}
[[ ${name##*/} != *:* ]] || name=${name%:*}
repository=${name#*/}
hex=${digest#sha256:}

read_zip "releases/$LINE/candidate.zip" "$scratch/candidate"
# A release that names its commit and not the pusher could never be approved: such a one is made again.
before=$(jq -c 'if .commit != null and .commit.pushedBy == null then [] else [.digest, (.commit.id // "")] end' "$scratch/candidate/release.json")
if [ "$before" = "$(jq -nc --arg d "$digest" --arg c "${COMMIT_ID:-}" '[$d, $c]')" ]; then
    say "Release $(jq -r .id "$scratch/candidate/release.json") is this image of this commit and already the candidate; nothing is written, nothing is deployed twice."
else
    # What was released must outlive the rule that expires untagged images.
    tag_image "$repository" "$digest" "release-${hex:0:12}"
    describe_commit
    describe_scan
    [ -f build.json ] || echo '{}' >build.json
    id="$LINE-$(date -u +%Y%m%dT%H%M%SZ)-${hex:0:8}"
    mkdir -p "$scratch/release"
    jq -n --arg id "$id" --arg line "$LINE" --arg what "$name@$digest" --arg digest "$digest" --arg at "$(now)" \
        --arg by "${CODEBUILD_BUILD_ARN:-${EXECUTION:-unknown}}" --slurpfile commit "$scratch/commit.json" \
        --slurpfile build build.json --slurpfile scan "$scratch/scan.json" '
        ($build[0].tests | if . then [{kind: "tests"} + .] else [] end) as $tests
        | {format: 1, id: $id, line: $line, carries: "image", what: $what, digest: $digest, commit: $commit[0],
           made: {at: $at, by: $by, reused: ($build[0].reused // false)}, checks: ($tests + $scan[0])}' >"$scratch/release/release.json"
    write_zip "releases/$LINE/candidate.zip" "$scratch/release"
    say "Release $id is the candidate of $LINE in $ENVIRONMENT."
fi
