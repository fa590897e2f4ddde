# Proves that what was asked for is what runs, records it as live and tells the environments that may pull it; else red.
# reads: LINE CARRIES ENVIRONMENT RELEASES_BUCKET EXECUTION, optional REQUESTS PROMOTION_BUSES
# takes: what prepare wrote
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: s3:PutObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
# calls: events:PutEvents on <each of PROMOTION_BUSES>
need LINE CARRIES ENVIRONMENT RELEASES_BUCKET EXECUTION

# Tells the next environments; a hint, they pull for themselves. A bus that is not there yet is no reason to be red.
announce() {
    local bus answer
    for bus in ${PROMOTION_BUSES:-}; do
        jq -n --arg bus "$bus" --arg line "$LINE" --arg environment "$ENVIRONMENT" --arg release "$release_id" --arg digest "$release_digest" \
            --arg bucket "$RELEASES_BUCKET" --arg key "releases/$LINE/live.zip" --arg version "$write_version" --argjson counter "$counter" '
            [{EventBusName: $bus, Source: "fairlead.\($line)", DetailType: "Release Verified", Detail: ({line: $line, environment: $environment,
              release: $release, digest: $digest, bucket: $bucket, key: $key, version: $version, counter: $counter} | tojson)}]' >"$scratch/entries.json"
        if answer=$(aws events put-events --entries "file://$scratch/entries.json") && jq -e '.FailedEntryCount == 0' <<<"$answer" >/dev/null; then
            say "$bus knows about it."
        else
            [ -n "$answer" ] || answer="{}"
            say "$bus could not be told$(jq -r '.Entries[0].ErrorMessage // empty | ": " + .' <<<"$answer"). It may not exist yet; once it does, start its job $LINE-pull-… in CodeBuild, or let the next release reach it."
        fi
    done
}

take_release .
[ -f deployment.json ] || fail "asked for what Prepare wrote, found no deployment.json; this step takes Prepare's artifact"
blueprint=$(jq -r .blueprint deployment.json)
# What was live until now: a target may ask how it left things then.
read_zip "releases/$LINE/live.zip" "$scratch/before"
target_verify
echo '[]' >"$scratch/asked.json"
# The placeholder answers what it is, and nothing else.
[ -z "${REQUESTS:-}" ] || [ "$release_placeholder" = true ] || checks_ask
# Before it is recorded: what is live must never expire.
carried_keep "live-$ENVIRONMENT"
# A target that was given more for the proof than it needs gives that back, once the proof is over.
if declare -F target_settle >/dev/null; then target_settle; fi

# The counter orders what was live: S3's versions have no order, and a release that came back is newer than what it replaces.
# `pushed` says whose push was in a release that was live, and in which one last: an environment that has not taken each of
# them still learns who pushed what it takes. `execution` is the run that recorded it: where that ended before it had told the
# next environments, its next attempt still tells them.
mkdir -p "$scratch/live"
cp release.json "$scratch/live/release.json"
jq -n --arg release "$release_id" --arg blueprint "$blueprint" --arg execution "$EXECUTION" --arg at "$(now)" --slurpfile runs "$scratch/runs.json" \
    --slurpfile record release.json --slurpfile before "$scratch/before/live.json" --slurpfile was "$scratch/before/release.json" --slurpfile asked "$scratch/asked.json" '
    ($was[0].id != $release) as $new
    | (($before[0].counter // 0) + if $new then 1 else 0 end) as $counter
    | (if $new and $record[0].placeholder != true then $record[0] | .pushers // [.commit.pushedBy] else [] end) as $pushers
    | {format: 1, release: $release, blueprint: $blueprint, verifiedAt: $at, execution: $execution, runs: $runs[0], counter: $counter,
       pushed: (($before[0].pushed // [] | map(select(.by as $by | all($pushers[]; . != $by)))) + ($pushers | map({by: ., last: $counter})))}
    + if $asked[0] == [] then {} else {checks: $asked[0]} end' >"$scratch/live/live.json"
counter=$(jq .counter "$scratch/live/live.json")
write_zip "releases/$LINE/live.zip" "$scratch/live"
say "Release $release_id is live in $ENVIRONMENT, the change number $counter of releases here."
if [ "$release_placeholder" = true ]; then
    say "It is the placeholder, so the next environments are not told."
elif [ "$(jq -r .id "$scratch/before/release.json")" = "$release_id" ] && [ "$(jq -r .execution "$scratch/before/live.json")" != "$EXECUTION" ]; then
    say "It was live before this run, so the next environments are not told again."
else
    announce
fi
