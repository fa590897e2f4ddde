# Defines enough_tasks: how many tasks are enough, where ship alone says how many there are.

# enough_tasks: of $count that are asked for and $found that there are, leaves in $enough how many may stay. More than were
# asked for the last time are somebody's who needed them at once, and only that person knows when that is over.
enough_tasks() {
    local before
    enough=$count
    [ "$found" -gt "$count" ] || return 0
    before=$(jq -r '.runs.count // "none"' "$scratch/before/live.json")
    [ "$found" != "$before" ] || return 0
    enough=$found
    say "Service $SERVICE runs $found tasks, and $count are asked for. Ship has not set $found (it was $before the last time), so they stay: lower them with \`aws ecs update-service --cluster $CLUSTER --service $SERVICE --desired-count $count\`."
}
