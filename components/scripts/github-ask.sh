# Defines github_ask PATH: what GitHub's API says of this job's repository, in $scratch/github.json; false where it refuses.
# reads: GITHUB_TOKEN GITHUB_API_URL GITHUB_REPOSITORY
# calls: nothing
need GITHUB_TOKEN GITHUB_API_URL GITHUB_REPOSITORY

github_ask() {
    # The token goes by a file: what stands on a command line, every process of the machine may read.
    printf 'header = "Authorization: Bearer %s"\n' "$GITHUB_TOKEN" >"$scratch/curl"
    curl --silent --show-error --fail --config "$scratch/curl" --header 'Accept: application/vnd.github+json' \
        --output "$scratch/github.json" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY$1"
}
