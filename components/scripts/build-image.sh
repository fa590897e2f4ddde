# Turns one commit into one image: runs its tests first, pushes it under the commit's id, and never builds a commit twice.
# reads: REPOSITORY_URI REPOSITORY_NAME CONTEXT DOCKERFILE PLATFORM COMMIT_ID, optional TEST_STAGE
# writes: out/imageDetail.json out/build.json
# calls: ecr:DescribeImages on repository:$REPOSITORY_NAME
# calls: ecr:GetAuthorizationToken on *
# calls: ecr:BatchCheckLayerAvailability on repository:$REPOSITORY_NAME
# calls: ecr:InitiateLayerUpload on repository:$REPOSITORY_NAME
# calls: ecr:UploadLayerPart on repository:$REPOSITORY_NAME
# calls: ecr:CompleteLayerUpload on repository:$REPOSITORY_NAME
# calls: ecr:PutImage on repository:$REPOSITORY_NAME
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:GetDownloadUrlForLayer on repository:$REPOSITORY_NAME
need REPOSITORY_URI REPOSITORY_NAME CONTEXT DOCKERFILE PLATFORM COMMIT_ID
[[ $COMMIT_ID =~ ^[0-9a-f]{7,64}$ ]] || fail "asked for a commit id of hexadecimal digits in COMMIT_ID, found something else; pass the source action's CommitId"

mkdir -p out
tests=null
reused=false
digest=$(digest_of "$REPOSITORY_NAME" "$COMMIT_ID")
if [ -n "$digest" ]; then
    reused=true
    say "Commit $COMMIT_ID was built before as $digest. It is used again, nothing is built or pushed."
else
    [ -f "$CONTEXT/$DOCKERFILE" ] || fail "asked for $CONTEXT/$DOCKERFILE in commit $COMMIT_ID, found no such file; set build.context and build.dockerfile to where it is"
    # One manifest, no attestations: CodeDeploy, SageMaker and scanners read the digest of the image itself.
    build() { docker buildx build --platform "$PLATFORM" --provenance=false --file "$CONTEXT/$DOCKERFILE" "$@" "$CONTEXT"; }
    if [ -n "${TEST_STAGE:-}" ]; then
        say "The tests run: stage $TEST_STAGE of $CONTEXT/$DOCKERFILE."
        build --target "$TEST_STAGE" || fail "the tests of commit $COMMIT_ID failed in stage $TEST_STAGE (their words are above); nothing was pushed"
        tests=$(jq -nc --arg stage "$TEST_STAGE" '{stage: $stage, passed: true}')
    fi
    login_to "${REPOSITORY_URI%%/*}"
    build --tag "$REPOSITORY_URI:$COMMIT_ID" --push ||
        fail "commit $COMMIT_ID could not be built or pushed (docker's words are above)"
    # The registry's word, not docker's: this is the digest that will be pulled.
    digest=$(digest_of "$REPOSITORY_NAME" "$COMMIT_ID")
    [ -n "$digest" ] || fail "pushed $REPOSITORY_URI:$COMMIT_ID, ECR does not know it; look whether REPOSITORY_NAME and REPOSITORY_URI are the same repository"
    say "Commit $COMMIT_ID is the image $digest."
fi

jq -n --arg uri "$REPOSITORY_URI@$digest" '{ImageURI: $uri}' >out/imageDetail.json
jq -n --argjson tests "$tests" --argjson reused "$reused" '{tests: $tests, reused: $reused}' >out/build.json
