# Defines go_back: where the endpoint answers wrongly, what was live before serves again.
# reads: ENDPOINT LINE RELEASES_BUCKET
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: sagemaker:DescribeEndpoint on endpoint/$ENDPOINT
# calls: sagemaker:UpdateEndpoint on endpoint/$ENDPOINT
# calls: sagemaker:UpdateEndpoint on endpoint-config/<name>
need ENDPOINT LINE RELEASES_BUCKET

# go_back: SageMaker's own guardrails look at errors and time, and not at what is answered. CloudFormation hears nothing of this: the
# next Prepare finds the endpoint on another configuration than the stack believes in, and makes everything anew.
go_back() {
    local before attempt
    read_zip "releases/$LINE/live.zip" "$scratch/live-before"
    before=$(jq -r '.runs.configuration // ""' "$scratch/live-before/live.json")
    if [ -z "$before" ] || [ "$before" = "$configuration" ]; then
        say "Nothing was live before that $ENDPOINT could go back to."
        return
    fi
    aws sagemaker update-endpoint --endpoint-name "$ENDPOINT" --endpoint-config-name "$before" >/dev/null ||
        fail "asked for $ENDPOINT to go back to $before, SageMaker refused (its words are above); what answers wrongly still serves"
    for attempt in $(seq 0 60); do
        aws sagemaker describe-endpoint --endpoint-name "$ENDPOINT" >"$scratch/endpoint.json" ||
            fail "asked for endpoint $ENDPOINT, SageMaker refused (its words are above)"
        [ "$(jq -r .EndpointStatus "$scratch/endpoint.json")" = InService ] && break
        [ "$attempt" = 60 ] || sleep 30
    done
    jq -e --arg before "$before" '.EndpointStatus == "InService" and .EndpointConfigName == $before' "$scratch/endpoint.json" >/dev/null ||
        fail "asked for $ENDPOINT to go back to $before, found it $(jq -r '"\(.EndpointStatus) with \(.EndpointConfigName)"' "$scratch/endpoint.json") half an hour later; what answers wrongly may still serve"
    say "$ENDPOINT serves $before again, which was live before."
}
