# Defines target_prepare: the template of the endpoint, and what the release fills in.
# reads: STACK ENDPOINT LINE RELEASES_BUCKET REPOSITORY_URI
# writes: out/template.json out/template-configuration.json out/golden.json out/endpoint.json
# calls: sagemaker:DescribeEndpoint on endpoint/$ENDPOINT
need STACK ENDPOINT LINE RELEASES_BUCKET REPOSITORY_URI

# Leaves in $attempt what the stack was updated with last; something new where the endpoint serves another configuration than the
# stack believes. SageMaker went back by itself then, and what asks for the same again would be no change to CloudFormation.
find_attempt() {
    local believed found
    attempt=$(jq -r '.Stacks[0].Parameters // [] | map(select(.ParameterKey == "Attempt"))[0].ParameterValue // ""' "$scratch/stack.json")
    believed=$(jq -r '.Stacks[0].Outputs // [] | map(select(.OutputKey == "EndpointConfigName"))[0].OutputValue // ""' "$scratch/stack.json")
    [ -n "$believed" ] || return 0
    if ! aws sagemaker describe-endpoint --endpoint-name "$ENDPOINT" >"$scratch/endpoint.json" 2>"$scratch/error"; then
        # Deleted by hand, or of another kind until now: CloudFormation makes it or says why not.
        grep -q 'Could not find' "$scratch/error" && return 0
        cat "$scratch/error" >&2
        fail "asked for endpoint $ENDPOINT, SageMaker refused (its words are above)"
    fi
    found=$(jq -r .EndpointConfigName "$scratch/endpoint.json")
    [ "$found" != "$believed" ] || return 0
    attempt=$(date -u +%Y%m%dT%H%M%SZ)
    say "Endpoint $ENDPOINT serves $found, and stack $STACK has updated it to $believed: SageMaker went back. Everything is made anew."
}

# target_prepare: joins $scratch/release.json with $scratch/blueprint.json.
target_prepare() {
    local attempt
    take_model "$scratch"
    jq -e --arg endpoint "$ENDPOINT" '.endpoint == $endpoint and (.template.Resources | type == "object") and (.withinMillis | type == "number")' "$scratch/blueprint.json" >/dev/null ||
        fail "asked for a blueprint with the template of endpoint $ENDPOINT, found something else in version $read_version; run \`pulumi up\`"
    jq -c '.golden // {payloads: []}' "$scratch/release.json" >out/golden.json
    if [ "$release_placeholder" != true ]; then
        jq -e '.format == 1 and (.payloads | type == "array" and length > 0)
            and all(.payloads[]; (.name | type) == "string" and (.contentType | type) == "string" and (.body | type) == "string" and has("expect"))' out/golden.json >/dev/null ||
            fail "asked release $release_id for golden payloads, each with name, contentType, body and expect, found others or none; commit golden.json with the model and train it again: nobody could tell whether the endpoint answers"
    fi
    read_stack
    find_attempt
    jq .template "$scratch/blueprint.json" >out/template.json
    jq -n --arg endpoint "$ENDPOINT" --arg image "$model_image" --arg data "$model_data" --arg release "$release_id" --arg attempt "$attempt" \
        '{Parameters: {EndpointName: $endpoint, Image: $image, ModelData: $data, Release: $release, Attempt: $attempt}}' >out/template-configuration.json
    jq '{withinMillis}' "$scratch/blueprint.json" >out/endpoint.json
}
