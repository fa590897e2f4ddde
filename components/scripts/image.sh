# Words that every script about images uses. Like lib.sh it calls AWS only through its functions, and each script lists in
# its own head what the functions it uses call.

# take_image: refuses a release whose image is not named by its digest; after take_release.
take_image() {
    [[ $release_what =~ ^[A-Za-z0-9.:-]+/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$ ]] ||
        fail "asked release $release_id for an image by digest, found \"$release_what\"; make the release again"
    [ "${release_what##*@}" = "$release_digest" ] ||
        fail "release $release_id names $release_what and the digest $release_digest, which differ; make the release again"
}
