# Functions for every job script: the text of this file is put in front of each of them, in one shell.
# It calls AWS only through its functions, and a script lists in its own header what the functions it uses call.
# Nothing here or below ends the shell with `exit 0`: CodeBuild reads exported variables after the last line.
set -euo pipefail
export AWS_PAGER=""
scratch=$(mktemp -d)

say() { printf '%s\n' "$*"; }

fail() {
    printf 'red: %s\n' "$*" >&2
    exit 1
}

# need NAME...: refuses to start half-configured.
need() {
    local name
    for name in "$@"; do
        [ -n "${!name:-}" ] || fail "asked for the environment variable $name, found it empty; set it on the job that runs this script"
    done
}

now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

# read_object KEY FILE [VERSION]: one object of the release store; leaves its version in read_version, its
# ETag in read_etag, when it was written in read_at.
read_object() {
    local key=$1 file=$2 version=${3:-} answer
    answer=$(aws s3api get-object --bucket "$RELEASES_BUCKET" --key "$key" ${version:+--version-id "$version"} "$file") ||
        fail "asked for s3://$RELEASES_BUCKET/$key${version:+ in version $version}, S3 refused (its words are above); \`pulumi up\` seeds this object and grants this role the right to read it"
    # One question for all three: where jq is 1.6, each takes longer to start than to answer.
    answer=$(jq -r '[.VersionId, .ETag, .LastModified] | map(. // "") | join("\u001f")' <<<"$answer")
    # shellcheck disable=SC2034 # read by the scripts that record versions, write only over what they have read, or look what came after it
    IFS=$'\x1f' read -r read_version read_etag read_at <<<"$answer"
}

# read_blueprint KEY FILE: the newest settings. `pulumi up` writes the first ones just after the pipeline, whose first run
# begins at once, so they are waited for: 5 minutes.
read_blueprint() {
    local key=$1 file=$2 attempt answer
    for attempt in $(seq 0 20); do
        if answer=$(aws s3api get-object --bucket "$RELEASES_BUCKET" --key "$key" "$file"); then
            # shellcheck disable=SC2034 # read by the scripts that record versions
            read_version=$(jq -r '.VersionId // ""' <<<"$answer")
            return
        fi
        [ $((attempt % 4)) -ne 0 ] || say "No blueprint can be read yet (S3's words are above). Waiting, $((attempt / 4)) of 5 minutes."
        [ "$attempt" = 20 ] || sleep 15
    done
    fail "asked for s3://$RELEASES_BUCKET/$key, S3 refused for 5 minutes; run \`pulumi up\` to its end"
}

# read_zip KEY DIR [VERSION]
read_zip() {
    mkdir -p "$2"
    read_object "$1" "$scratch/read.zip" "${3:-}"
    unzip -q -o "$scratch/read.zip" -d "$2" ||
        fail "asked for a zip at s3://$RELEASES_BUCKET/$1, found something else; make the release the candidate again"
}

# write_object KEY FILE TYPE [ETAG]: leaves the version in write_version, and yes in written. With the ETag of what was read
# before, it writes over that alone, and leaves no where another version has taken its place. Not as a status: a function
# whose status is asked for goes on after an error in it.
write_object() {
    local key=$1 file=$2 type=$3 etag=${4:-} answer
    if answer=$(aws s3api put-object --bucket "$RELEASES_BUCKET" --key "$key" --content-type "$type" --body "$file" \
        ${etag:+--if-match "$etag"} 2>"$scratch/error"); then
        # shellcheck disable=SC2034 # read by the scripts that announce versions
        write_version=$(jq -r '.VersionId // ""' <<<"$answer")
        written=yes
        return
    fi
    cat "$scratch/error" >&2
    # The second where another write of this key is under way:
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    if [ -n "$etag" ] && grep -qE 'PreconditionFailed|ConditionalRequestConflict' "$scratch/error"; then
        # shellcheck disable=SC2034 # read by the scripts that write over what they have read
        written=no
        return
    fi
    fail "could not write s3://$RELEASES_BUCKET/$key, S3 refused (its words are above); nothing was recorded, run this step again"
}

# write_zip KEY DIR [ETAG]: the files of DIR, always the same bytes for the same files; otherwise as write_object.
write_zip() {
    local key=$1 folder=$2 etag=${3:-}
    rm -f "$scratch/write.zip"
    (
        cd "$folder"
        export TZ=UTC LC_ALL=C
        find . -type f -exec chmod 644 {} + -exec touch -t 198001010000 {} +
        find . -type f | sort | zip -q -X -D "$scratch/write.zip" -@
    )
    write_object "$key" "$scratch/write.zip" application/zip "$etag"
}

# take_release DIR: reads DIR/release.json, the only thing a deployment may read, and refuses what does not add up.
take_release() {
    local file=$1/release.json fields format line
    [ -f "$file" ] || fail "asked for a release, found no $file; the artifact of this step must be a candidate.zip or live.zip"
    fields=$(jq -r '[.format, .line, .carries, .id, .what, .digest, .placeholder // false] | map(if . == null then "" else tostring end) | join("\u001f")' "$file") ||
        fail "asked for a release, found no JSON object in $file; make the release the candidate again"
    # shellcheck disable=SC2034 # read by the scripts that stand behind this one
    IFS=$'\x1f' read -r format line release_carries release_id release_what release_digest release_placeholder <<<"$fields"
    [ "$format" = 1 ] || fail "asked for a release of format 1, found format $format; update this stack with the program that made the release"
    [ "$line" = "${LINE:-$line}" ] || fail "asked for a release of line $LINE, found one of line $line; look who wrote it"
    [[ $release_id =~ ^[A-Za-z0-9._-]{1,100}$ ]] || fail "asked for a release with an id, found none that can be one; make the release again"
    [ "$release_carries" = "${CARRIES:-$release_carries}" ] || fail "asked for a release that carries kind $CARRIES, found kind $release_carries; make the release again"
}

# is_by_digest IMAGE: whether it is named by its digest; a tag may mean another image tomorrow.
is_by_digest() { [[ $1 =~ ^[A-Za-z0-9.:-]+/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$ ]]; }

# need_pipeline: a pipeline names its jobs, so it cannot also be named to them; CodeBuild says which one started this job.
need_pipeline() {
    case ${CODEBUILD_INITIATOR:-} in
        codepipeline/*) PIPELINE=${PIPELINE:-${CODEBUILD_INITIATOR#codepipeline/}} ;;
    esac
    need PIPELINE
}
