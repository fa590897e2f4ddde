# Functions for bundles, and for models, which are kept the same way. Like lib.sh it calls AWS only through its functions, and
# each script lists in its own head what the functions it uses call.

# take_bundle: refuses a release whose bundle does not lie under its checksum; leaves in $bundle_bucket where; after take_release.
take_bundle() {
    [[ $release_what =~ ^s3://([a-z0-9.-]+)/bundles/$LINE/([0-9a-f]{64})\.zip$ ]] ||
        fail "asked release $release_id for a bundle by checksum, found \"$release_what\"; make the release again"
    [ "sha256:${BASH_REMATCH[2]}" = "$release_digest" ] ||
        fail "release $release_id names $release_what and the digest $release_digest, which differ; make the release again"
    # shellcheck disable=SC2034 # read by the scripts that know where it may lie
    bundle_bucket=${BASH_REMATCH[1]}
}

# What is kept by the checksum of its bytes: its name in messages and keys, and how its files end.
kept=bundle kept_as=zip kept_type=application/zip

# key_of DIGEST: where a bundle of this line lies, in any environment.
key_of() { printf '%ss/%s/%s.%s' "$kept" "$LINE" "${1#sha256:}" "$kept_as"; }

# measure FILE: the digest of the bytes themselves, whatever anybody says they are.
measure() { printf 'sha256:%s' "$(sha256sum "$1" | cut -d' ' -f1)"; }

# fetch_bundle BUCKET DIGEST FILE: leaves the bundle in FILE and yes in fetched, or S3's words in $scratch/error and no. Bytes that
# are not what their name says are refused: whoever wrote them, they were never released.
fetch_bundle() {
    local bucket=$1 digest=$2 file=$3 found key
    key=$(key_of "$digest")
    fetched=no
    aws s3api get-object --bucket "$bucket" --key "$key" "$file" >/dev/null 2>"$scratch/error" || return 0
    found=$(measure "$file")
    [ "$found" = "$digest" ] ||
        fail "s3://$bucket/$key is not what its name says: its bytes are $found. Nothing is done with it; look who wrote it, and put the version back that is"
    # shellcheck disable=SC2034 # read by whoever asked
    fetched=yes
}

# fetch_released BUCKET HOLDER FILE ADVICE: what the release carries into FILE. HOLDER, the bucket that the release names, must be
# BUCKET: what somebody records of a release may name anything.
fetch_released() {
    [ "$2" = "$1" ] ||
        fail "asked for a $kept of $1, release $release_id names $release_what; nothing is fetched, look who wrote that release"
    fetch_bundle "$1" "$release_digest" "$3"
    if [ "$fetched" = no ]; then
        cat "$scratch/error" >&2
        fail "asked for $release_what, S3 refused (its words are above); $4"
    fi
}

# store_bundle FILE DIGEST: keeps it under its checksum, and never over anything; leaves its name in what. What lies there
# already must be the same bytes.
store_bundle() {
    local file=$1 digest=$2 attempt key
    key=$(key_of "$digest")
    for attempt in 1 2 3; do
        if aws s3api put-object --bucket "$RELEASES_BUCKET" --key "$key" --content-type "$kept_type" --body "$file" \
            --if-none-match '*' >/dev/null 2>"$scratch/error"; then
            say "s3://$RELEASES_BUCKET/$key is the $kept from now on."
            break
        elif grep -q PreconditionFailed "$scratch/error"; then
            fetch_bundle "$RELEASES_BUCKET" "$digest" "$scratch/there.$kept_as"
            if [ "$fetched" = no ]; then
                cat "$scratch/error" >&2
                fail "asked for s3://$RELEASES_BUCKET/$key, which is there, S3 refused (its words are above); nothing was released"
            fi
            say "s3://$RELEASES_BUCKET/$key is there already, and it is the same $kept."
            break
        # Another write of this key is under way: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
        elif [ "$attempt" = 3 ] || ! grep -q ConditionalRequestConflict "$scratch/error"; then
            cat "$scratch/error" >&2
            fail "could not keep the $kept as s3://$RELEASES_BUCKET/$key, S3 refused (its words are above); nothing was released, run this step again"
        fi
        sleep 5
    done
    # shellcheck disable=SC2034 # read by the scripts that record what a release carries
    what=s3://$RELEASES_BUCKET/$key
}
