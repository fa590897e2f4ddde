# Defines target_wait: until nothing changes the line's stack of CloudFormation.
# reads: STACK
# calls: cloudformation:DescribeStacks on $STACK
need STACK

# read_stack: leaves in $scratch/stack.json the stack as CloudFormation knows it.
read_stack() {
    aws cloudformation describe-stacks --stack-name "$STACK" >"$scratch/stack.json" ||
        fail "asked for stack $STACK, CloudFormation refused (its words are above); run \`pulumi up\`"
}

# target_wait: a stack takes one update at a time, and SageMaker lets one take eight hours at most: so long this waits.
target_wait() {
    local attempt state=""
    for attempt in $(seq 0 500); do
        read_stack
        state=$(jq -r '.Stacks[0].StackStatus' "$scratch/stack.json")
        case $state in
            *_IN_PROGRESS) ;;
            *_FAILED) fail "asked for stack $STACK to change, it is $state and takes no update; mend what its last events name, then: aws cloudformation continue-update-rollback --stack-name $STACK" ;;
            *) return 0 ;;
        esac
        [ $((attempt % 10)) -ne 0 ] || say "Stack $STACK is $state. Waiting, $attempt of 500 minutes."
        [ "$attempt" = 500 ] || sleep 60
    done
    fail "asked for stack $STACK to be free, it was $state after 500 minutes; look at its last events, then run again"
}
