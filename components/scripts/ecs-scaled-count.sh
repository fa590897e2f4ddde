# Defines enough_tasks: how many tasks are enough, where Application Auto Scaling says how many there are.
# reads: CLUSTER SERVICE
# calls: application-autoscaling:DescribeScalableTargets on *
need CLUSTER SERVICE

# unverified: a count that Prepare raises above the most of the hour stays until a deployment is over, as scaling in is off meanwhile | fails as: at night RollOut is red, its tasks are stopped while they start | settle: release to a service whose hour has a max of 0

# enough_tasks: of $count that a rollout is proved with at least and $found that there are, leaves in $enough how many may
# stay: all of them, unless Prepare or RollOut raised them above what the schedule has at this hour, which may be none. Not
# below what it has by now: a morning may have come since, as an evening may have.
enough_tasks() {
    local before least most
    enough=$found
    [ "$found" = "$count" ] || return 0
    before=$(jq -r .found ecs.json)
    aws application-autoscaling describe-scalable-targets --service-namespace ecs --resource-ids "service/$CLUSTER/$SERVICE" \
        --scalable-dimension ecs:service:DesiredCount >"$scratch/scaled.json" ||
        fail "asked how many tasks of $SERVICE are wanted at this hour, Application Auto Scaling refused (its words are above); nothing is recorded as live"
    least=$(jq -r --argjson count "$count" '.ScalableTargets[0].MinCapacity // $count' "$scratch/scaled.json")
    most=$(jq -r --argjson count "$count" '.ScalableTargets[0].MaxCapacity // $count' "$scratch/scaled.json")
    before=$((before < most ? before : most))
    enough=$((before > least ? before : least))
}
