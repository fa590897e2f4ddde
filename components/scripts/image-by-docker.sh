# Functions for a registry that only docker is asked about, named as for every registry. The registry's own script logs in
# and sets registry_name, for messages. Each script lists in its own head what the functions it uses call.

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
        fail "asked $registry_name for $name, it refused (docker's words are above)"
    fi
}

# tag_image DIGEST TAG [FROM]: one more name for an image, here or in the repository FROM. Tags move there, and this one must not: it says which digest it is.
tag_image() {
    local digest=$1 tag=$2 from=${3:-$REPOSITORY_URI} found
    found=$(find_image "tag=$tag")
    [ "$found" != "$digest" ] || return 0
    [ -z "$found" ] || fail "asked to call $REPOSITORY_URI@$digest $tag, found another image under that name: $found; look who moved it"
    # The manifest arrives byte for byte, without an index around it, so the digest stays.
    docker buildx imagetools create --prefer-index=false --tag "$REPOSITORY_URI:$tag" "$from@$digest" ||
        fail "could not give $from@$digest the name $REPOSITORY_URI:$tag (docker's words are above); ${REGISTRY_USER:-this role} needs the right to push"
    found=$(find_image "tag=$tag")
    [ "$found" = "$digest" ] || fail "called $REPOSITORY_URI@$digest $tag, and $registry_name has ${found:-nothing} under that name; run this step again"
    say "$registry_name knows $digest as $REPOSITORY_URI:$tag from now on."
}
