# Functions for images. Like lib.sh it calls AWS only through its functions, and each script lists in
# its own head what the functions it uses call.

# take_image: refuses a release whose image is not named by its digest; after take_release.
take_image() {
    is_by_digest "$release_what" ||
        fail "asked release $release_id for an image by digest, found \"$release_what\"; make the release again"
    [ "${release_what##*@}" = "$release_digest" ] ||
        fail "release $release_id names $release_what and the digest $release_digest, which differ; make the release again"
}

# refuse_weak IMAGE: ends the job where the scan in $scratch/checks.json found more than MOST_CRITICAL or MOST_HIGH allow.
refuse_weak() {
    at_most critical "${MOST_CRITICAL:-}" "$1" mostCritical
    at_most high "${MOST_HIGH:-}" "$1" mostHigh
}

# at_most SEVERITY NUMBER IMAGE SETTING: nothing is asked where there is no number.
at_most() {
    local severity=$1 most=$2 image=$3 setting=$4 found
    [ -n "$most" ] || return 0
    found=$(jq --arg severity "$severity" '[.[] | select(.kind == "scan") | .[$severity]] | add // 0' "$scratch/checks.json")
    [ "$found" -le "$most" ] ||
        fail "the scan of $image found $found $severity weaknesses, the line takes $most; mend them, or set build.$setting"
}
