# Defines carried_trusted: whether what is to be deployed is signed, also where an old release is, or one that nobody published.
# reads: REPOSITORY_URI PLACEHOLDER
# calls: nothing
need REPOSITORY_URI PLACEHOLDER

# carried_trusted: after take_release.
carried_trusted() {
    take_image
    # shellcheck disable=SC2154 # take_release leaves it
    [ "$release_what" != "$PLACEHOLDER" ] || return 0
    [ "${release_what%@*}" = "$REPOSITORY_URI" ] ||
        fail "asked for a signed image of $REPOSITORY_URI, release $release_id names $release_what; nothing is deployed, look who wrote that release"
    signed_wait "$release_digest"
}
