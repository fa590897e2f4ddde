# Defines list_machines: those of the line's Auto Scaling group.
# reads: AUTO_SCALING_GROUP
# calls: autoscaling:DescribeAutoScalingGroups on *
need AUTO_SCALING_GROUP

# list_machines: leaves their ids in $scratch/machines, and in coming what is not yet as it was asked for.
list_machines() {
    aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$AUTO_SCALING_GROUP" >"$scratch/group.json" ||
        fail "asked for the machines of $AUTO_SCALING_GROUP, Auto Scaling refused (its words are above)"
    jq -e '.AutoScalingGroups[0]' "$scratch/group.json" >/dev/null || fail "asked for $AUTO_SCALING_GROUP, found no such group; run \`pulumi up\`"
    # https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
    jq -r '.AutoScalingGroups[0].Instances[]? | select(.LifecycleState | test("^(Terminat|Detach)") | not) | .InstanceId' "$scratch/group.json" >"$scratch/machines"
    # shellcheck disable=SC2034 # read by ec2-verify.sh
    coming=$(jq -r '.AutoScalingGroups[0] | ([.Instances[]? | select(.LifecycleState == "InService")] | length) as $serving
        | ([.Instances[]? | select(.LifecycleState | startswith("Pending"))] | length) as $starting
        | if $serving < .DesiredCapacity or $starting > 0 then "\($serving) of \(.DesiredCapacity) machines serve, \($starting) start" else "" end' "$scratch/group.json")
}
