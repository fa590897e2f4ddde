# Tests a change that is not merged: builds the stage of its tests, or the image where there is none, and pushes nothing.
# reads: CONTEXT DOCKERFILE PLATFORM COMMIT_ID, optional TEST_STAGE CHECKS
# calls: nothing
need CONTEXT DOCKERFILE PLATFORM COMMIT_ID
[ -f "$CONTEXT/$DOCKERFILE" ] || fail "asked for $CONTEXT/$DOCKERFILE in commit $COMMIT_ID, found no such file; set build.context and build.dockerfile to where it is"
docker buildx build --platform "$PLATFORM" --provenance=false --file "$CONTEXT/$DOCKERFILE" ${TEST_STAGE:+--target "$TEST_STAGE"} "$CONTEXT" ||
    fail "commit $COMMIT_ID does not pass${TEST_STAGE:+ in stage $TEST_STAGE}: a test failed, or a step before (its words are above)"
[ -z "${CHECKS:-}" ] || checks_run
say "Commit $COMMIT_ID passes."
