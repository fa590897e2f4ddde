# Functions for models: model data is kept by the checksum of its bytes, as bundles are, and it runs in an
# image. Like lib.sh it calls AWS only through its functions, and each script lists in its own head what the functions it uses call.
# shellcheck disable=SC2034 # read by bundle.sh
kept=model kept_as=tar.gz kept_type=application/gzip

# name_model DIR: refuses a release whose model data does not lie under its checksum, or whose image is not named by its digest; leaves
# in $model_bucket where the data lies, in $model_image the image; after take_release.
name_model() {
    [[ $release_what =~ ^s3://([a-z0-9.-]+)/models/$LINE/([0-9a-f]{64})\.tar\.gz$ ]] ||
        fail "asked release $release_id for a model by checksum, found \"$release_what\"; make the release again"
    [ "sha256:${BASH_REMATCH[2]}" = "$release_digest" ] ||
        fail "release $release_id names $release_what and the digest $release_digest, which differ; make the release again"
    # shellcheck disable=SC2034 # read by the scripts that know where it may lie
    model_bucket=${BASH_REMATCH[1]}
    model_image=$(jq -r '.model.image // ""' "$1/release.json")
    is_by_digest "$model_image" ||
        fail "asked release $release_id for the image that its model runs in, by digest, found \"$model_image\"; make the release again"
}
