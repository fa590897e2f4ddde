# Defines ask_golden: asks the endpoint what the release says, and compares answers and their time with what it must say.
# reads: ENDPOINT
# takes: golden.json and endpoint.json, which endpoint-prepare wrote
# calls: sagemaker:DescribeEndpoint on endpoint/$ENDPOINT
# calls: sagemaker:InvokeEndpoint on endpoint/$ENDPOINT
need ENDPOINT

millis() { echo $(($(date +%s%N) / 1000000)); }

# ask NUMBER: one payload; the answer is in $scratch/answer, the milliseconds of the command in $took.
ask() {
    local begun
    jq -r --argjson number "$1" '.payloads[$number].body' golden.json | base64 -d >"$scratch/body" ||
        fail "asked golden payload $(name_of "$1") for a body in base64, found something else; mend golden.json and train again"
    begun=$(millis)
    aws sagemaker-runtime invoke-endpoint --endpoint-name "$ENDPOINT" --content-type "$(jq -r --argjson number "$1" '.payloads[$number].contentType' golden.json)" \
        --accept application/json --body "fileb://$scratch/body" "$scratch/answer" >/dev/null 2>"$scratch/error" || return 1
    took=$(($(millis) - begun))
}

name_of() { jq -r --argjson number "$1" '.payloads[$number].name' golden.json; }

# The first answer takes seconds where nothing runs while nobody asks, and may fail meanwhile: 5 minutes.
warm_up() {
    local attempt
    for attempt in $(seq 0 20); do
        ! ask 0 || return 0
        [ "$attempt" = 20 ] || sleep 15
    done
    cat "$scratch/error" >&2
    fail "asked $ENDPOINT for golden payload $(name_of 0), it did not answer for 5 minutes (SageMaker's words are above); nothing is recorded as live, look at the log group /aws/sagemaker/Endpoints/$ENDPOINT"
}

# Leaves in $overhead what a command takes that asks no model: the start of the program is no latency.
measure_overhead() {
    local attempt begun took
    overhead=60000
    for attempt in 1 2 3; do
        begun=$(millis)
        aws sagemaker describe-endpoint --endpoint-name "$ENDPOINT" >/dev/null || fail "asked for endpoint $ENDPOINT, SageMaker refused (its words are above)"
        took=$(($(millis) - begun))
        [ "$took" -ge "$overhead" ] || overhead=$took
    done
}

# ask_golden: leaves in $scratch/answers.json how each payload was answered.
ask_golden() {
    local number count overhead took best attempt most name
    count=$(jq '.payloads | length' golden.json)
    warm_up
    measure_overhead
    : >"$scratch/answered"
    for number in $(seq 0 $((count - 1))); do
        name=$(name_of "$number")
        most=$(jq --argjson number "$number" --slurpfile settings endpoint.json '.payloads[$number].withinMillis // $settings[0].withinMillis' golden.json)
        best=""
        # Thrice, and the best counts: one slow answer is the network's, three are the model's.
        for attempt in 1 2 3; do
            if ! ask "$number"; then
                cat "$scratch/error" >&2
                fail "asked $ENDPOINT for golden payload $name, it failed (SageMaker's words are above); nothing is recorded as live"
            fi
            took=$((took > overhead ? took - overhead : 0))
            [ -n "$best" ] && [ "$took" -ge "$best" ] || best=$took
            [ "$best" -gt "$most" ] || break
        done
        jq -e . "$scratch/answer" >/dev/null 2>&1 ||
            fail "asked $ENDPOINT for golden payload $name, it answered no JSON: $(head -c 200 "$scratch/answer"). Nothing is recorded as live"
        jq -e --argjson number "$number" --slurpfile golden golden.json "$AGREES"'agrees($golden[0].payloads[$number].expect)' "$scratch/answer" >/dev/null ||
            fail "asked $ENDPOINT for golden payload $name, it must answer $(jq -c --argjson number "$number" '.payloads[$number].expect' golden.json), it answered $(jq -c . "$scratch/answer" | head -c 500). Nothing is recorded as live: this model, or what serves it, is not the one that was tested"
        [ "$best" -le "$most" ] ||
            fail "asked $ENDPOINT for golden payload $name within $most ms, it took $best ms at best. Nothing is recorded as live; make the model faster, give it more, or raise withinMillis"
        jq -nc --arg name "$name" --argjson millis "$best" --argjson within "$most" '{name: $name, millis: $millis, within: $within}' >>"$scratch/answered"
    done
    jq -s . "$scratch/answered" >"$scratch/answers.json"
    say "$ENDPOINT answers $count golden payloads as it must, the slowest in $(jq 'map(.millis) | max' "$scratch/answers.json") ms."
}
