# Defines target_verify: proves that the endpoint serves the release with the settings that were asked for, and answers as it must.
# reads: STACK ENDPOINT LINE RELEASES_BUCKET REPOSITORY_URI
# takes: template.json, golden.json and endpoint.json, which endpoint-prepare wrote
# calls: cloudformation:DescribeStacks on $STACK
# calls: sagemaker:DescribeEndpoint on endpoint/$ENDPOINT
# calls: sagemaker:DescribeEndpointConfig on endpoint-config/<name>
# calls: sagemaker:DescribeModel on model/<name>
need STACK ENDPOINT LINE RELEASES_BUCKET REPOSITORY_URI

NOTHING_LIVE="Nothing is recorded as live; the next run rolls out anew"

# Leaves in $configuration and $model what the endpoint really serves. A rollback by SageMaker ends well for CloudFormation: only
# what the endpoint itself says counts.
compare_endpoint() {
    local asked status
    aws cloudformation describe-stacks --stack-name "$STACK" >"$scratch/stack.json" ||
        fail "asked for stack $STACK, CloudFormation refused (its words are above)"
    asked=$(jq -r '.Stacks[0].Outputs // [] | map(select(.OutputKey == "EndpointConfigName"))[0].OutputValue // ""' "$scratch/stack.json")
    [ -n "$asked" ] || fail "asked stack $STACK for the configuration of release $release_id, it has none; look at its last events"
    aws sagemaker describe-endpoint --endpoint-name "$ENDPOINT" >"$scratch/endpoint.json" ||
        fail "asked for endpoint $ENDPOINT, SageMaker refused (its words are above)"
    status=$(jq -r .EndpointStatus "$scratch/endpoint.json")
    configuration=$(jq -r .EndpointConfigName "$scratch/endpoint.json")
    [ "$status" = InService ] || fail "asked for endpoint $ENDPOINT in service, it is $status: $(jq -r '.FailureReason // "SageMaker gives no reason"' "$scratch/endpoint.json"). $NOTHING_LIVE"
    [ "$configuration" = "$asked" ] ||
        fail "asked for configuration $asked; $ENDPOINT serves $configuration: SageMaker rolled back, which CloudFormation takes for success. $NOTHING_LIVE; look at the endpoint's alarms and logs"
}

compare_model() {
    local runs
    aws sagemaker describe-endpoint-config --endpoint-config-name "$configuration" >"$scratch/configuration.json" ||
        fail "asked for endpoint configuration $configuration, SageMaker refused (its words are above)"
    model=$(jq -r '.ProductionVariants[0].ModelName' "$scratch/configuration.json")
    # The model's name is CloudFormation's, and the number of instances may be scaling's by now.
    jq -e --slurpfile template template.json "$AGREES"'.ProductionVariants
        | agrees($template[0].Resources.EndpointConfig.Properties.ProductionVariants | map(del(.ModelName)))' "$scratch/configuration.json" >/dev/null ||
        fail "asked for the variant $(jq -c '.Resources.EndpointConfig.Properties.ProductionVariants | map(del(.ModelName))' template.json); $ENDPOINT serves $(jq -c .ProductionVariants "$scratch/configuration.json"). $NOTHING_LIVE"
    aws sagemaker describe-model --model-name "$model" >"$scratch/model.json" ||
        fail "asked for model $model, SageMaker refused (its words are above)"
    runs=$(jq -r '.PrimaryContainer | "\(.Image) with \(.ModelDataUrl)"' "$scratch/model.json")
    [ "$runs" = "$model_image with $model_data" ] ||
        fail "asked for $model_image with $model_data; $ENDPOINT serves $runs. $NOTHING_LIVE"
    say "$ENDPOINT serves what was asked for: release $release_id, $runs."
}

# target_verify: leaves in $scratch/runs.json what runs and how it answered, for the record.
target_verify() {
    local configuration="" model=""
    take_model .
    if [ "$release_placeholder" = true ]; then
        say "There is no release yet, so there is no endpoint; stack $STACK is ready for one."
        echo '{"endpoint": null}' >"$scratch/runs.json"
        return
    fi
    compare_endpoint
    compare_model
    # Whatever ends this shell while the answers are compared, the release that was live answers again.
    trap go_back EXIT
    ask_golden
    trap - EXIT
    prune
    jq -n --arg endpoint "$ENDPOINT" --arg configuration "$configuration" --arg model "$model" --slurpfile answers "$scratch/answers.json" \
        '{endpoint: $endpoint, configuration: $configuration, model: $model, answers: $answers[0]}' >"$scratch/runs.json"
}
