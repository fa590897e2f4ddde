# Defines carried_keep and carried_copy: images that stay where they are, in one repository for all environments.
# reads: REPOSITORY_URI, optional REGISTRY_USER PASSWORD_PARAMETER PASSWORD_KEY_ARN
# calls: ssm:GetParameter on parameter$PASSWORD_PARAMETER
# calls: kms:Decrypt on $PASSWORD_KEY_ARN
need REPOSITORY_URI

# carried_keep NAME: Publish gave the image a tag of its own, and nobody of ours takes it away.
carried_keep() {
    say "$release_what, $1, keeps its tag release-$(cut -c8-19 <<<"$release_digest")."
}

# carried_copy: after take_release; leaves the image's name in what. It writes nothing: this environment may only read. That the
# repository still has this very image is proved here, and not by the first machine that pulls it.
carried_copy() {
    local found
    take_image
    [ "${release_what%@*}" = "$REPOSITORY_URI" ] ||
        fail "asked for an image of $REPOSITORY_URI, release $release_id names $release_what; nothing is logged in to, set registry.repository to the same in both environments"
    found=$(find_image "digest=$release_digest")
    [ "$found" = "$release_digest" ] || fail "asked for $release_what, found ${found:-no such image}; it was deleted, build it again"
    # shellcheck disable=SC2034 # read by pull.sh
    what=$release_what
    describe_scan "$release_digest"
}
