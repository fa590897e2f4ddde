# Defines list_machines: those with the tags by which CodeDeploy finds them too.
# reads: LINE ENVIRONMENT PROJECT
# calls: ec2:DescribeInstances on *
need LINE ENVIRONMENT PROJECT

# list_machines: leaves their ids in $scratch/machines, and in coming what is not yet as it was asked for.
list_machines() {
    local stopped
    aws ec2 describe-instances --filters "Name=tag:fairlead:project,Values=$PROJECT" "Name=tag:fairlead:environment,Values=$ENVIRONMENT" \
        "Name=tag:fairlead:line,Values=$LINE" "Name=instance-state-name,Values=pending,running,stopping,stopped" >"$scratch/instances.json" ||
        fail "asked for the machines of $LINE, EC2 refused (its words are above)"
    jq -r '.Reservations[].Instances[] | .InstanceId' "$scratch/instances.json" >"$scratch/machines"
    # shellcheck disable=SC2034 # read by ec2-verify.sh
    coming=$(jq -r '[.Reservations[].Instances[] | select(.State.Name == "pending") | "\(.InstanceId) is pending"] | join(", ")' "$scratch/instances.json")
    # Nothing starts it again, as a group would; so nobody waits.
    stopped=$(jq -r '[.Reservations[].Instances[] | select(.State.Name | startswith("stop")) | "\(.InstanceId) is \(.State.Name)"] | join(", ")' "$scratch/instances.json")
    [ -z "$stopped" ] || fail "asked for a machine of $LINE that runs, $stopped; it shuts itself down where its user data fails: look at its log, then start or replace it. Nothing is recorded as live"
    [ -s "$scratch/machines" ] || fail "asked for a machine with the tags of $LINE, found none; it was terminated: run \`pulumi up\`. Nothing is recorded as live"
}
