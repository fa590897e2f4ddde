# Defines prune: takes away models and configurations that no release needs any more.
# reads: ENDPOINT OWNER
# calls: tag:GetResources on *
# calls: sagemaker:DeleteEndpointConfig on endpoint-config/<name>
# calls: sagemaker:DeleteModel on model/<name>
need ENDPOINT OWNER

# CloudFormation leaves them on purpose, for an endpoint that goes back runs on them. What is live is proved by now, and a release
# that comes back makes its own anew.

# prune: keeps $configuration and $model. What cannot be deleted costs nothing, so it is no reason to be red.
prune() {
    local arn
    if ! aws resourcegroupstaggingapi get-resources --tag-filters "Key=fairlead:line,Values=$OWNER" \
        --resource-type-filters sagemaker:endpoint-config sagemaker:model >"$scratch/owned.json"; then
        say "What served before cannot be found (AWS's words are above); the next run looks again."
        return
    fi
    # Configurations first: they name models.
    for arn in $(jq -r '[.ResourceTagMappingList[].ResourceARN] | sort[]' "$scratch/owned.json"); do
        # SageMaker writes names in ARNs in small letters, and knows them in either.
        case ${arn##*:} in
            "endpoint-config/${configuration,,}" | "model/${model,,}") continue ;;
        esac
        if take_away "${arn##*:}" 2>"$scratch/error"; then
            say "Took away ${arn##*:}, which served before."
        else
            say "Could not take away ${arn##*:}: $(tail -n 1 "$scratch/error"). The next run tries again."
        fi
    done
}

take_away() {
    case $1 in
        endpoint-config/*) aws sagemaker delete-endpoint-config --endpoint-config-name "${1#*/}" >/dev/null ;;
        model/*) aws sagemaker delete-model --model-name "${1#*/}" >/dev/null ;;
    esac
}
