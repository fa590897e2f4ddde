# Writes the release record of what a build made and makes it the candidate: from here on only this record is deployed.
# reads: LINE CARRIES ENVIRONMENT RELEASES_BUCKET, optional EXECUTION CHECKS FILES_FROM RUN_OF RUN_NUMBER
# takes: what carried_find takes, optional build.json
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/published.json
# calls: s3:PutObject on $RELEASES_BUCKET/releases/$LINE/published.json
# calls: s3:PutObject on $RELEASES_BUCKET/releases/$LINE/candidate.zip
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
need LINE CARRIES ENVIRONMENT RELEASES_BUCKET

# What is carried may say more: of itself for the release (carried.json), for who publishes next (kept.json), which commit's
# image it comes from (built, a digest), or that something newer overtook it (overtaken, a sentence).
begin() {
    echo '{}' | tee "$scratch/carried.json" >"$scratch/kept.json"
    echo '[]' >"$scratch/held.json"
    overtaken="" built="" written=yes
}

# Leaves in $scratch/build.json what a build may say of itself, by name and type: which stage its tests were, whether they
# passed, which numbers they measured, whether it used something again. All else, a scan for instance, Publish measures; a build runs its commit's code.
read_build() {
    [ -f build.json ] || echo '{}' >build.json
    jq -cs '.[0] | if type == "object" then . else {} end
        | {reused: (.reused == true),
           tests: (.tests | if type == "object" and (.passed | type) == "boolean"
                then [{kind: "tests", stage: (.stage | if type == "string" and test("^[A-Za-z0-9._-]{1,64}$") then . else null end), passed}]
                else [] end),
           metrics: ((.metrics | if type == "object" then . else {} end) as $all
                | [$all | to_entries[] | select((.value | type) == "number" and (.value | isnan or isinfinite | not) and (.key | test("^[A-Za-z0-9._-]{1,64}$")))][:50]
                | if . == [] then [] else [{kind: "metrics", numbers: from_entries}] end)}' build.json >"$scratch/build.json" ||
        fail "asked for JSON in the build's build.json, found something else (jq's words are above); write {\"tests\": {\"stage\": …, \"passed\": …}, \"reused\": …}, or no such file"
}

# Leaves in $scratch/pushers.json everyone whose push is in this release and not yet live, the oldest first. The candidate
# alone would not do: after a rollback it is what is live, and what was rolled back is in this release all the same.
find_pushers() {
    jq -nc --slurpfile live "$scratch/live/release.json" --slurpfile candidate "$scratch/candidate/release.json" \
        --slurpfile published "$scratch/published.json" --slurpfile commit "$scratch/commit.json" '
        def waiting: if . == null or .placeholder == true or .id == $live[0].id then [] else .pushers // [.commit.pushedBy] end;
        reduce (($published[0].last | waiting) + ($candidate[0] | waiting) + [$commit[0].pushedBy])[] as $one
            ([]; if any(.[]; . == $one) then . else . + [$one] end)' >"$scratch/pushers.json"
}

# A run that began earlier and is slower, or is run again, has an older commit than what a newer one has published.
find_newer_run() {
    local newer
    # shellcheck disable=SC2153 # the job's own
    newer=$(jq -r --arg of "${RUN_OF:-}" --arg number "$RUN_NUMBER" '.last.run // {} | select(.of == $of and .number > ($number | tonumber)) | .number' "$scratch/published.json")
    [ -z "$newer" ] || fail "run $newer of this workflow has published a newer commit, this is run $RUN_NUMBER; nothing was released. To go back, make an older release the candidate"
}

# record_published ID: only this job may write this record, and only what stands in it is ever used again by a build. Where two
# run at once, the later one leaves no in written, and looks again.
record_published() {
    jq -c --arg id "$1" --arg digest "${built:-$digest}" --slurpfile kept "$scratch/kept.json" --slurpfile commit "$scratch/commit.json" --slurpfile pushers "$scratch/pushers.json" '
        ($commit[0].id // "") as $made
        | .commits = ((.commits // []) | map(select(.id != $made)) + (if $made == "" then [] else [{id: $made, digest: $digest}] end))[-200:]
        | .last = ({id: $id, pushers: $pushers[0]} + if env.RUN_NUMBER == null then {} else {run: {of: env.RUN_OF, number: (env.RUN_NUMBER | tonumber)}} end)
        | . + $kept[0]' "$scratch/published.json" >"$scratch/published-now.json"
    write_object "releases/$LINE/published.json" "$scratch/published-now.json" application/json "$published_etag"
}

# Whether this very thing is the candidate. Made again where more is known by now: a release that does not say who pushed it
# may not be approved.
is_candidate() {
    jq -e --arg digest "$digest" --slurpfile commit "$scratch/commit.json" --slurpfile files "$scratch/files.json" '
        .digest == $digest and .files == $files[0] and .commit.id == $commit[0].id and (.commit.pushedBy != null or $commit[0].pushedBy == null)' "$scratch/candidate/release.json" >/dev/null
}

# Leaves the release in $scratch/release.
write_release() {
    mkdir -p "$scratch/release"
    jq -n --arg id "$id" --arg line "$LINE" --arg carries "$CARRIES" --arg what "$what" --arg digest "$digest" --arg at "$(now)" \
        --arg by "${CODEBUILD_BUILD_ARN:-${EXECUTION:-unknown}}" --slurpfile commit "$scratch/commit.json" --slurpfile pushers "$scratch/pushers.json" \
        --slurpfile build "$scratch/build.json" --slurpfile checks "$scratch/checks.json" --slurpfile held "$scratch/held.json" --slurpfile files "$scratch/files.json" \
        --slurpfile carried "$scratch/carried.json" '
        {format: 1, id: $id, line: $line, carries: $carries, what: $what, digest: $digest, commit: $commit[0], pushers: $pushers[0],
         made: {at: $at, by: $by, reused: $build[0].reused}, checks: ($build[0].tests + $held[0] + $build[0].metrics + $checks[0])}
        + $carried[0] + if $files[0] == null then {} else {files: $files[0]} end' >"$scratch/release/release.json"
}

publish() {
    local id
    begin
    read_object "releases/$LINE/published.json" "$scratch/published.json"
    published_etag=$read_etag
    carried_find
    commit_describe
    # What of its repository a release brings along, where the target takes something.
    echo null >"$scratch/files.json"
    [ -z "${FILES_FROM:-}" ] || files_take
    read_zip "releases/$LINE/candidate.zip" "$scratch/candidate"
    if [ -n "$overtaken" ]; then
        say "$overtaken Nothing is written, nothing is deployed."
        return
    fi
    if is_candidate; then
        say "Release $(jq -r .id "$scratch/candidate/release.json") is this $CARRIES of this commit and already the candidate; nothing is written, nothing is deployed twice."
        return
    fi
    read_build
    [ -z "${CHECKS:-}" ] || checks_take
    carried_measure
    read_zip "releases/$LINE/live.zip" "$scratch/live"
    [ -z "${RUN_NUMBER:-}" ] || find_newer_run
    find_pushers
    id="$LINE-$(date -u +%Y%m%dT%H%M%SZ)-$(cut -c8-15 <<<"$digest")"
    write_release
    record_published "$id"
    [ "$written" = yes ] || return 0
    write_zip "releases/$LINE/candidate.zip" "$scratch/release"
    say "Release $id is the candidate of $LINE in $ENVIRONMENT."
}

for attempt in 1 2 3 4 5; do
    publish
    [ "$written" = no ] || break
    [ "$attempt" -lt 5 ] || fail "asked to release $what, another job published here five times meanwhile; nothing was released, run this step again"
    say "Another job published here meanwhile; looking again."
done
