# Defines target_prepare: what is rolled out on ECS, and tasks enough for it.
# reads: CLUSTER SERVICE
# writes: out/ecs.json and what write_revision writes
# calls: ecs:DescribeServices on service/$CLUSTER/$SERVICE
# calls: ecs:UpdateService on service/$CLUSTER/$SERVICE
need CLUSTER SERVICE

# The one writer of the count, with RollOut and Verify: Pulumi ignores it, so that `up` during a rollout touches nothing. It is
# raised before the rollout and lowered after: whatever is live is never short of tasks, also when this rollout fails. Leaves
# in $found how many there were.
raise_count() {
    aws ecs describe-services --cluster "$CLUSTER" --services "$SERVICE" >"$scratch/services.json" ||
        fail "asked for service $SERVICE in cluster $CLUSTER, ECS refused (its words are above)"
    found=$(jq -r '.services[0].desiredCount // ""' "$scratch/services.json")
    [ -n "$found" ] || fail "asked for service $SERVICE in cluster $CLUSTER, found none; run \`pulumi up\`"
    if [ "$found" -lt "$count" ]; then
        aws ecs update-service --cluster "$CLUSTER" --service "$SERVICE" --desired-count "$count" >/dev/null ||
            fail "asked for $count tasks of $SERVICE instead of $found, ECS refused (its words are above)"
        say "Service $SERVICE runs $count tasks instead of $found."
    fi
}

# target_prepare: joins $scratch/release.json with $scratch/blueprint.json.
target_prepare() {
    local count found
    take_image
    join_files
    jq -e '(.count | type == "number")
        and ([.taskdef.containerDefinitions[].image | select(. == "<IMAGE1_NAME>")] | length == 1)' "$scratch/blueprint.json" >/dev/null ||
        fail "asked for a blueprint for ECS with a count and one container whose image is <IMAGE1_NAME>, found something else in version $read_version; run \`pulumi up\`"
    count=$(jq -r .count "$scratch/blueprint.json")
    raise_count

    # The labels are what Verify asks the running tasks for: they survive whatever an engine renames.
    jq --arg release "$release_id" --arg blueprint "$read_version" --argjson placeholder "$release_placeholder" '
        .placeholder as $first | .taskdef | .containerDefinitions |= map(
            if .image != "<IMAGE1_NAME>" then . else
                .dockerLabels = (.dockerLabels // {}) + {"fairlead.release": $release, "fairlead.blueprint": $blueprint}
                | if $placeholder then del(.repositoryCredentials, .healthCheck) | .command = $first.command | .linuxParameters = (.linuxParameters // {}) + {initProcessEnabled: true} else . end
            end)' "$scratch/blueprint.json" >out/taskdef.json
    write_revision
    jq --argjson count "$count" --argjson found "$found" '{count: $count, found: $found} + if .schedules then {schedules} else {} end' "$scratch/blueprint.json" >out/ecs.json
}
