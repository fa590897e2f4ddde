# Tests a change that is not merged by the line's commands; what they make is thrown away.
# reads: LINE CONTEXT COMMIT_ID, optional INSTALL_COMMANDS TEST_COMMANDS CHECKS PACKAGE_COMMANDS
# calls: nothing
need LINE CONTEXT COMMIT_ID
[ -d "$CONTEXT" ] || fail "asked for the folder $CONTEXT in commit $COMMIT_ID, found none; set build.context to one that is there"
step install "${INSTALL_COMMANDS:-}"
step test "${TEST_COMMANDS:-}"
[ -z "${CHECKS:-}" ] || checks_run
step package "${PACKAGE_COMMANDS:-}"
say "Commit $COMMIT_ID passes."
