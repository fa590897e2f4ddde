# Defines commit_describe: which commit a workflow of GitHub has built, and for whose login; no person of AWS's until settings name one.
# reads: COMMIT_ID GITHUB_REPOSITORY BRANCH, optional COMMIT_MESSAGE COMMIT_AT GITHUB_ACTOR
# calls: nothing

# commit_describe: leaves in $scratch/commit.json what the workflow says of its commit, by name and type. The message is text of
# strangers: it comes as a variable, and goes from there into a file.
commit_describe() {
    [[ $COMMIT_ID =~ ^[0-9a-f]{40}([0-9a-f]{24})?$ ]] || fail "asked for a whole commit id in COMMIT_ID, found something else; render the workflow again"
    jq -n --arg id "$COMMIT_ID" --arg repository "$GITHUB_REPOSITORY" --arg branch "$BRANCH" '
        def some: if . == null or . == "" then null else . end;
        {id: $id, repository: $repository, branch: $branch, 
         # Who pushed, or started the run: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
         pushedBy: (env.GITHUB_ACTOR // "" | if test("\\A[A-Za-z0-9][A-Za-z0-9_-]{0,99}\\z") then "github.com/\(.)" else null end),
         message: (env.COMMIT_MESSAGE | some | if . then .[:10000] else null end),
         at: (env.COMMIT_AT | some | if . and test("^[0-9T:+Z-]{20,30}$") then . else null end)}' >"$scratch/commit.json"
    say "Commit $COMMIT_ID of $GITHUB_REPOSITORY was built for ${GITHUB_ACTOR:-nobody}. AWS does not know who that is; where two persons must agree, the release says so."
}
