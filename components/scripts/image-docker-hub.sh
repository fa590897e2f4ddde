# Words about a repository on Docker Hub, by the names that every registry has for them. Each script lists in its own head
# what the functions it uses call.

# registry_login: once a job, also for what only reads. The token goes from aws to docker: it is on no command line, in no
# variable and in no file of ours.
registry_login() {
    [ ! -f "$scratch/logged-in" ] || return 0
    aws ssm get-parameter --name "$PASSWORD_PARAMETER" --with-decryption | jq -j .Parameter.Value |
        docker login --username "$REGISTRY_USER" --password-stdin >/dev/null ||
        fail "could not log in to Docker Hub as $REGISTRY_USER (the words of aws and docker are above); look whether parameter $PASSWORD_PARAMETER holds a token of that account, and whether this role may read it"
    touch "$scratch/logged-in"
}

# find_image tag=TAG|digest=DIGEST: prints the digest, or nothing when there is no such image. Nothing is pulled for it:
# https://docs.docker.com/reference/cli/docker/buildx/imagetools/inspect/
# unverified: each look counts as a pull of the account that is logged in, of which a personal one has 200 in six hours | fails as: a step is red with toomanyrequests in docker's words | settle: https://docs.docker.com/docker-hub/usage/pulls/#view-pull-rate-and-limit, as that account
find_image() {
    local name=$REPOSITORY_URI@${1#digest=}
    [[ $1 == digest=* ]] || name=$REPOSITORY_URI:${1#tag=}
    registry_login
    if docker buildx imagetools inspect --format '{{json .Manifest}}' "$name" >"$scratch/manifest.json" 2>"$scratch/error"; then
        jq -r .digest "$scratch/manifest.json"
    # unverified: what docker prints of a tag that is not there ends in "not found" | fails as: the first build of a commit is red with docker's words | settle: docker buildx imagetools inspect <repository>:none
    elif ! grep -qE ': not found|manifest unknown' "$scratch/error"; then
        cat "$scratch/error" >&2
        fail "asked Docker Hub for $name, it refused (docker's words are above)"
    fi
}

# tag_image DIGEST TAG: one more name for an image. Tags move on Docker Hub, and this one must not: it says which digest it is.
tag_image() {
    local digest=$1 tag=$2 found
    found=$(find_image "tag=$tag")
    [ "$found" != "$digest" ] || return 0
    [ -z "$found" ] || fail "asked to call $REPOSITORY_URI@$digest $tag, found another image under that name: $found; look who moved it"
    # The manifest arrives byte for byte, without an index around it, so the digest stays.
    docker buildx imagetools create --prefer-index=false --tag "$REPOSITORY_URI:$tag" "$REPOSITORY_URI@$digest" ||
        fail "could not give $REPOSITORY_URI@$digest the tag $tag (docker's words are above); $REGISTRY_USER needs the right to push"
    found=$(find_image "tag=$tag")
    [ "$found" = "$digest" ] || fail "called $REPOSITORY_URI@$digest $tag, and Docker Hub has ${found:-nothing} under that name; run this step again"
    say "Docker Hub knows $digest as $REPOSITORY_URI:$tag from now on."
}

# describe_scan DIGEST: leaves an empty list in $scratch/checks.json.
describe_scan() {
    echo '[]' >"$scratch/checks.json"
    say "Docker Hub is not asked what it knows of weaknesses in $1; the release goes on without a scan and says so."
}
