# Defines list_machines: those with the tags by which CodeDeploy finds them too.
# reads: LINE ENVIRONMENT PROJECT
# calls: ec2:DescribeInstances on *
need LINE ENVIRONMENT PROJECT

# list_machines: leaves their ids in $scratch/machines, and in coming what is not yet as it was asked for.
list_machines() {
    aws ec2 describe-instances --filters "Name=tag:fairlead:project,Values=$PROJECT" "Name=tag:fairlead:environment,Values=$ENVIRONMENT" \
        "Name=tag:fairlead:line,Values=$LINE" "Name=instance-state-name,Values=pending,running,stopping,stopped" >"$scratch/instances.json" ||
        fail "asked for the machines of $LINE, EC2 refused (its words are above)"
    jq -r '.Reservations[].Instances[] | .InstanceId' "$scratch/instances.json" >"$scratch/machines"
    # shellcheck disable=SC2034 # read by ec2-verify.sh
    coming=$(jq -r '[.Reservations[].Instances[]] | map(select(.State.Name != "running") | "\(.InstanceId) is \(.State.Name)")
        | if . == [] then "" else join(", ") end' "$scratch/instances.json")
    [ -s "$scratch/machines" ] || coming="no machine has the tags of $LINE"
}
