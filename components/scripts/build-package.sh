# Turns one commit into one bundle: installs, tests, packages by the line's commands, and never makes twice what was released.
# reads: LINE RELEASES_BUCKET CONTEXT FILES COMMIT_ID, optional INSTALL_COMMANDS TEST_COMMANDS CHECKS PACKAGE_COMMANDS
# writes: out/bundle.zip out/build.json, and out/checks with CHECKS
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/published.json
# calls: s3:GetObject on $RELEASES_BUCKET/bundles/$LINE/<checksum>.zip
# calls: kms:Decrypt on key of $RELEASES_BUCKET
need LINE RELEASES_BUCKET CONTEXT FILES COMMIT_ID
[[ $COMMIT_ID =~ ^[0-9a-f]{7,64}$ ]] || fail "asked for a commit id of hexadecimal digits in COMMIT_ID, found something else; pass the source action's CommitId"

# zip_files FOLDER FILE: always the same bytes for the same files. As git does, it knows two modes: what runs, and what does not.
zip_files() {
    (
        cd "$1" || exit
        find . -path ./.git -prune -o -type f -perm /111 -exec chmod 755 {} + -o -type f -exec chmod 644 {} + || exit
        TZ=UTC find . -path ./.git -prune -o \( -type f -o -type l \) -exec touch -h -t 198001010000 {} + || exit
        find . -path ./.git -prune -o \( -type f -o -type l \) -print | LC_ALL=C sort | TZ=UTC zip -q -X -y -D "$2" -@
    ) || fail "could not zip $CONTEXT/$FILES of commit $COMMIT_ID (zip's words are above); is there a file in it?"
}

tests=null
checks=null
reused=false
read_object "releases/$LINE/published.json" "$scratch/published.json"
digest=$(jq -r --arg id "$COMMIT_ID" '[.commits[]? | select(.id == $id) | .digest] | last // ""' "$scratch/published.json")
if [ -n "$digest" ]; then
    fetch_bundle "$RELEASES_BUCKET" "$digest" "$scratch/made.zip"
    reused=$([ "$fetched" = no ] && echo false || echo true)
    [ "$reused" = true ] || say "Commit $COMMIT_ID was released before as $digest, which cannot be read any more: $(tr '\n' ' ' <"$scratch/error")It is built again."
fi
if [ "$reused" = true ]; then
    say "Commit $COMMIT_ID was released before as $digest. It is used again, nothing of it is made."
    if [ -n "${CHECKS:-}" ]; then
        # A check of the settings may be newer than that release.
        step install "${INSTALL_COMMANDS:-}"
        checks_run
    fi
else
    [ -d "$CONTEXT" ] || fail "asked for the folder $CONTEXT in commit $COMMIT_ID, found none; set build.context to one that is there"
    step install "${INSTALL_COMMANDS:-}"
    step test "${TEST_COMMANDS:-}"
    [ -z "${TEST_COMMANDS:-}" ] || tests='{"stage":"test","passed":true}'
    [ -z "${CHECKS:-}" ] || checks_run
    step package "${PACKAGE_COMMANDS:-}"
    [ -d "$CONTEXT/$FILES" ] || fail "asked for the folder $CONTEXT/$FILES after the commands, found none; set build.files to what they make"
    zip_files "$CONTEXT/$FILES" "$scratch/made.zip"
    say "Commit $COMMIT_ID is the bundle $(measure "$scratch/made.zip"), $(stat -c %s "$scratch/made.zip") bytes."
fi

# Whatever a commit has in a folder of this name is in the bundle by now, if it was meant to be.
rm -rf out
mkdir out
[ ! -d "$scratch/reports" ] || mv "$scratch/reports" out/checks
mv "$scratch/made.zip" out/bundle.zip
jq -n --argjson tests "$tests" --argjson reused "$reused" --argjson checks "$checks" \
    '{tests: $tests, reused: $reused} + if $checks == null then {} else {checks: $checks} end' >out/build.json
