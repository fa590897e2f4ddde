# Refuses to go on where the repository is no longer private: who may open a pull request there has jobs in this account.
# reads: GITHUB_REPOSITORY
# calls: nothing
need GITHUB_REPOSITORY

# https://docs.github.com/en/rest/repos/repos#get-a-repository
github_ask "" ||
    fail "asked GitHub whether $GITHUB_REPOSITORY is private, it refused (curl's words are above); run the job again"
# What it does not say counts as public, and in an internal one everybody of the company may open a pull request.
jq -e '.private == true and .visibility == "private"' "$scratch/github.json" >/dev/null ||
    fail "$GITHUB_REPOSITORY is not private, and jobs of whoever opens a pull request there run in this account of AWS; make it private again, or take build.runner out of the line's settings now and bring the stack up"
say "$GITHUB_REPOSITORY is private."
