# Hands on which deployment waits for a person, and is red where it came to an end without that, however well.
# reads: CLUSTER SERVICE CONFIRM HAS
# exports: WAITING
# calls: nothing
need CONFIRM HAS
if [ -z "$hook" ]; then
    prove_ended
    fail "asked ECS to wait for a person in the middle of deploying $definition, it did not; look at the lifecycle hooks of $SERVICE, which \`pulumi up\` sets"
fi
WAITING=$deployment
export WAITING
say "$SERVICE waits for a person: $definition answers on the test listener, and has $HAS of the traffic."
