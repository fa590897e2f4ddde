# Turns one commit into one image: runs its tests first, pushes it under the commit's id, and never builds twice what was released.
# reads: LINE RELEASES_BUCKET REPOSITORY_URI CONTEXT DOCKERFILE PLATFORM COMMIT_ID, optional SIGNED_BY TEST_STAGE CHECKS CACHE METRICS REPOSITORY_NAME (ECR) PUBLIC_REPOSITORY_ARN (ECR Public) REGISTRY_USER PASSWORD_PARAMETER PASSWORD_KEY_ARN (Docker Hub)
# writes: out/imageDetail.json out/build.json, and out/checks with CHECKS
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/published.json
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: ecr:DescribeImages on repository:$REPOSITORY_NAME
# calls: ecr:GetAuthorizationToken on * (with $REPOSITORY_NAME)
# calls: ecr:BatchCheckLayerAvailability on repository:$REPOSITORY_NAME
# calls: ecr:InitiateLayerUpload on repository:$REPOSITORY_NAME
# calls: ecr:UploadLayerPart on repository:$REPOSITORY_NAME
# calls: ecr:CompleteLayerUpload on repository:$REPOSITORY_NAME
# calls: ecr:PutImage on repository:$REPOSITORY_NAME
# calls: signer:SignPayload on $SIGNED_BY
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:GetDownloadUrlForLayer on repository:$REPOSITORY_NAME
# calls: ecr-public:GetAuthorizationToken on * (with $PUBLIC_REPOSITORY_ARN)
# calls: sts:GetServiceBearerToken on * (with $PUBLIC_REPOSITORY_ARN)
# calls: ecr-public:BatchCheckLayerAvailability on $PUBLIC_REPOSITORY_ARN
# calls: ecr-public:InitiateLayerUpload on $PUBLIC_REPOSITORY_ARN
# calls: ecr-public:UploadLayerPart on $PUBLIC_REPOSITORY_ARN
# calls: ecr-public:CompleteLayerUpload on $PUBLIC_REPOSITORY_ARN
# calls: ecr-public:PutImage on $PUBLIC_REPOSITORY_ARN
# calls: ssm:GetParameter on parameter$PASSWORD_PARAMETER
# calls: kms:Decrypt on $PASSWORD_KEY_ARN
need LINE RELEASES_BUCKET REPOSITORY_URI CONTEXT DOCKERFILE PLATFORM COMMIT_ID
[[ $COMMIT_ID =~ ^[0-9a-f]{7,64}$ ]] || fail "asked for a commit id of hexadecimal digits in COMMIT_ID, found something else; pass the source action's CommitId"

mkdir -p out
tests=null
reused=false
metrics=null
checks=null
cache_from="" cache_to=""
# What Publish recorded of this commit, and not what lies under its tag: registries know no permission for single tags, so every
# role that may push to this repository could have given a commit's id to another image, before the commit was ever merged.
read_object "releases/$LINE/published.json" "$scratch/published.json"
digest=$(jq -r --arg id "$COMMIT_ID" '[.commits[]? | select(.id == $id) | .digest] | last // ""' "$scratch/published.json")
[ -z "$digest" ] || digest=$(find_image "digest=$digest")
[ -z "${CACHE:-}" ] || cache_open
# Also of a commit that was released before: a check of the settings may be newer than that release.
[ -z "${CHECKS:-}" ] || checks_run
if [ -n "$digest" ]; then
    reused=true
    say "Commit $COMMIT_ID was released before as $digest. It is used again, nothing is built or pushed."
else
    tag=$COMMIT_ID
    taken=$(find_image "tag=$tag")
    if [ -n "$taken" ]; then
        # Left by a run that ended between the push and the release, or by something else: a tag never moves, so this takes another.
        tag=$COMMIT_ID-$(date -u +%Y%m%dT%H%M%SZ)
        say "$REPOSITORY_URI:$COMMIT_ID exists and Publish never recorded it, so it is not used. The image is built as $tag."
    fi
    [ -f "$CONTEXT/$DOCKERFILE" ] || fail "asked for $CONTEXT/$DOCKERFILE in commit $COMMIT_ID, found no such file; set build.context and build.dockerfile to where it is"
    live_metrics=""
    [ -z "${METRICS:-}" ] || metrics_live
    # One manifest, no attestations: CodeDeploy, SageMaker and scanners read the digest of the image itself.
    build() {
        docker buildx build --platform "$PLATFORM" --provenance=false --file "$CONTEXT/$DOCKERFILE" \
            ${cache_from:+"$cache_from"} ${live_metrics:+--build-arg "LIVE_METRICS=$live_metrics"} "$@" "$CONTEXT"
    }
    if [ -n "${TEST_STAGE:-}" ]; then
        say "The tests run: stage $TEST_STAGE of $CONTEXT/$DOCKERFILE."
        build --target "$TEST_STAGE" || fail "stage $TEST_STAGE of commit $COMMIT_ID failed: a test in it, or a step before (its words are above); nothing was pushed"
        tests=$(jq -nc --arg stage "$TEST_STAGE" '{stage: $stage, passed: true}')
    fi
    registry_login
    build ${cache_to:+"$cache_to"} --tag "$REPOSITORY_URI:$tag" --push ||
        fail "commit $COMMIT_ID could not be built or pushed (docker's words are above)"
    # The registry's word, not docker's: this is the digest that will be pulled.
    digest=$(find_image "tag=$tag")
    [ -n "$digest" ] || fail "pushed $REPOSITORY_URI:$tag, the registry does not know it; run this step again"
    say "Commit $COMMIT_ID is the image $digest."
fi

if [ -n "${METRICS:-}" ]; then
    [ "$reused" = false ] || registry_login
    metrics_take "$REPOSITORY_URI@$digest"
fi
# Whatever a commit has in a folder of this name is no report.
rm -rf out/checks
[ ! -d "$scratch/reports" ] || mv "$scratch/reports" out/checks
jq -n --arg uri "$REPOSITORY_URI@$digest" '{ImageURI: $uri}' >out/imageDetail.json
jq -n --argjson tests "$tests" --argjson reused "$reused" --argjson metrics "$metrics" --argjson checks "$checks" \
    '{tests: $tests, reused: $reused, metrics: $metrics, checks: $checks} | with_entries(select(.value != null or .key == "tests"))' >out/build.json
