# Defines register_scheduled: what a line runs at its hours from now on.
# reads: FAMILY ROLES SCHEDULED
# takes: ecs.json, which ecs-prepare wrote
# calls: ecs:RegisterTaskDefinition on <each of SCHEDULED>
# calls: iam:PassRole on <each of ROLES>
need FAMILY ROLES SCHEDULED

# register_scheduled: after target_verify, which leaves in $scratch/taskdef.json what runs. Each schedule has a family of its own,
# and nothing comes into it but what has become live: its newest revision is what to run at its hour, whatever was deployed and
# rolled back since. Whether it is well is nothing that a command which ends is asked.
register_scheduled() {
    local definition family name command
    for definition in $SCHEDULED; do
        family=${definition##*/}
        family=${family%:*}
        name=${family#"$FAMILY-scheduled-"}
        command=$(jq -c --arg name "$name" '.schedules[$name] // empty' ecs.json)
        # Settings that came after this deployment began bring one of their own.
        [ -n "$command" ] || continue
        jq --arg family "$family" --arg prefix "scheduled-$name" --argjson command "$command" '.taskDefinition
            | del(.taskDefinitionArn, .revision, .status, .requiresAttributes, .compatibilities, .registeredAt, .registeredBy, .deregisteredAt)
            | .family = $family | .containerDefinitions |= map(.logConfiguration.options["awslogs-stream-prefix"] = $prefix
                | if .dockerLabels["fairlead.release"] then .command = $command | del(.healthCheck) else . end)' \
            "$scratch/taskdef.json" >"$scratch/scheduled.json"
        aws ecs register-task-definition --cli-input-json "file://$scratch/scheduled.json" >/dev/null ||
            fail "asked ECS to register a revision of $family, it refused (its words are above); nothing is recorded as live, and the schedule $name runs what was live before"
        say "Schedule $name runs $command of release $release_id from now on."
    done
}
