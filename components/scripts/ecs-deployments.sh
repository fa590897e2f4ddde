# Defines target_wait and list_deployments: one deployment of a service at a time, ECS's own.
# reads: CLUSTER SERVICE, optional FIRST
# calls: ecs:ListServiceDeployments on service/$CLUSTER/$SERVICE
need CLUSTER SERVICE

# unverified: ECS lists its newest deployments first, twenty of them, as the command asks for no further page | fails as: RollOut says that ECS began no deployment, while it deploys | settle: aws ecs list-service-deployments of a service that was deployed more than twenty times

# list_deployments STATUS...: leaves in $scratch/deployments.json those of the service that are in one of these states; all
# of them where none is named.
list_deployments() {
    aws ecs list-service-deployments --cluster "$CLUSTER" --service "$SERVICE" ${1:+--status "$@"} >"$scratch/deployments.json" ||
        fail "asked for the deployments of service $SERVICE in cluster $CLUSTER, ECS refused (its words are above)"
}

# target_wait: a second deployment would take the place of one under way, so this one waits its turn: 45 minutes.
target_wait() {
    local attempt open=""
    for attempt in $(seq 0 45); do
        list_deployments PENDING IN_PROGRESS STOP_REQUESTED ROLLBACK_REQUESTED ROLLBACK_IN_PROGRESS
        open=$(jq -r '[.serviceDeployments[]?.serviceDeploymentArn] | join(" ")' "$scratch/deployments.json")
        [ -n "$open" ] || return 0
        [ -z "${FIRST:-}" ] || pass_first "${open%% *}"
        [ $((attempt % 5)) -ne 0 ] || say "Deployment $open is still open. Waiting, $attempt of 45 minutes."
        [ "$attempt" = 45 ] || sleep 60
    done
    fail "asked for $SERVICE to be free, deployment $open was still open after 45 minutes; stop it with \`aws ecs stop-service-deployment --stop-type ROLLBACK --service-deployment-arn $open\` or let it end, then run again"
}
