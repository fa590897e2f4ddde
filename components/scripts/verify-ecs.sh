# Proves that the release and the blueprint that were asked for are what runs, then records them as live; otherwise red.
# reads: LINE ENVIRONMENT RELEASES_BUCKET CLUSTER SERVICE, optional PROMOTION_BUSES REPOSITORY_NAME REGISTRY_ID
# takes: what prepare-ecs wrote
# calls: ecs:DescribeServices on service/$CLUSTER/$SERVICE
# calls: ecs:DescribeTaskDefinition on *
# calls: ecs:UpdateService on service/$CLUSTER/$SERVICE
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:PutImage on repository:$REPOSITORY_NAME
# calls: s3:PutObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
# calls: events:PutEvents on <each of PROMOTION_BUSES>
need LINE ENVIRONMENT RELEASES_BUCKET CLUSTER SERVICE

# Leaves in $running the task definition that production traffic reaches, once all of its tasks are up: 10 minutes.
wait_until_steady() {
    local attempt state=""
    for attempt in $(seq 0 40); do
        aws ecs describe-services --cluster "$CLUSTER" --services "$SERVICE" >"$scratch/services.json" ||
            fail "asked for service $SERVICE in cluster $CLUSTER, ECS refused (its words are above)"
        state=$(jq -r '[.services[0].taskSets[]? | select(.status == "PRIMARY")][0]
            | "\(.taskDefinition // "none") \(.stabilityStatus // "missing"), \(.runningCount // 0) of \(.computedDesiredCount // 0) tasks run"' "$scratch/services.json")
        running=${state%% *}
        state=${state#* }
        [ "${state%%,*}" != STEADY_STATE ] || return 0
        [ $((attempt % 4)) -ne 0 ] || say "The primary task set of $SERVICE is $state. Waiting, $((attempt / 4)) of 10 minutes."
        [ "$attempt" = 40 ] || sleep 15
    done
    fail "asked for a steady primary task set of $SERVICE, it was $state after 10 minutes; nothing is recorded as live, look at the service's events and its tasks' logs"
}

# Tells the next environments; a hint, they pull for themselves. A bus that is not there yet is no reason to be red.
announce() {
    local bus answer
    for bus in ${PROMOTION_BUSES:-}; do
        jq -n --arg bus "$bus" --arg line "$LINE" --arg environment "$ENVIRONMENT" --arg release "$release_id" --arg digest "$release_digest" \
            --arg bucket "$RELEASES_BUCKET" --arg key "releases/$LINE/live.zip" --arg version "$write_version" '
            [{EventBusName: $bus, Source: "fairlead.\($line)", DetailType: "Release Verified", Detail: ({line: $line, environment: $environment,
              release: $release, digest: $digest, bucket: $bucket, key: $key, version: $version} | tojson)}]' >"$scratch/entries.json"
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
running=""
wait_until_steady
aws ecs describe-task-definition --task-definition "$running" >"$scratch/taskdef.json" ||
    fail "asked for task definition $running, ECS refused (its words are above)"
asked="release $release_id, blueprint $blueprint, image $release_what"
runs=$(jq -r '.taskDefinition.containerDefinitions | ([.[] | select(.dockerLabels["fairlead.release"])][0] // .[0])
    | "release \(.dockerLabels["fairlead.release"] // "none"), blueprint \(.dockerLabels["fairlead.blueprint"] // "none"), image \(.image)"' "$scratch/taskdef.json")
[ "$runs" = "$asked" ] ||
    fail "asked for $asked; $SERVICE runs $runs; CodeDeploy rolled back, or somebody else deployed. Nothing is recorded as live; look at the last deployment of $SERVICE in CodeDeploy"
say "$SERVICE runs what was asked for: $asked."

# Prepare raised the count where more tasks were asked for; fewer are enough only now.
count=$(jq -r .count deployment.json)
found=$(jq -r '.services[0].desiredCount' "$scratch/services.json")
if [ "$found" -gt "$count" ]; then
    aws ecs update-service --cluster "$CLUSTER" --service "$SERVICE" --desired-count "$count" >/dev/null ||
        fail "asked for $count tasks of $SERVICE instead of $found, ECS refused (its words are above); nothing is recorded as live"
    say "Service $SERVICE runs $count tasks instead of $found."
fi

# Before it is recorded: what is live must never expire. The placeholder lives in a registry of somebody else.
if [ "$release_placeholder" != true ] && [ -n "${REPOSITORY_NAME:-}" ]; then
    name=${release_what%@*}
    if [ "${name#*/}" = "$REPOSITORY_NAME" ] && [ "${name%%.*}" = "${REGISTRY_ID:-${name%%.*}}" ]; then
        tag_image "$REPOSITORY_NAME" "$release_digest" "live-$ENVIRONMENT"
    fi
fi

mkdir -p "$scratch/live"
cp release.json "$scratch/live/release.json"
jq -n --arg release "$release_id" --arg blueprint "$blueprint" --arg at "$(now)" --arg arn "$running" \
    '{format: 1, release: $release, blueprint: $blueprint, verifiedAt: $at, taskDefinition: $arn}' >"$scratch/live/live.json"
write_zip "releases/$LINE/live.zip" "$scratch/live"
say "Release $release_id is live in $ENVIRONMENT."
if [ "$release_placeholder" = true ]; then
    say "It is the placeholder, so the next environments are not told."
else
    announce
fi
