# Defines checks_take: holds the checks of the settings against what the build says of them, and keeps their reports.
# reads: LINE RELEASES_BUCKET CHECKS
# takes: build.json and checks/<name> (checks-run)
# calls: s3:PutObject on $RELEASES_BUCKET/reports/$LINE/<checksum> (if absent)
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
need LINE RELEASES_BUCKET CHECKS

# checks_take: leaves in $scratch/held.json what the release says of each. A check that the settings ask for and the build
# says nothing of was never made: settings changed between the two, or the artifact is another one.
checks_take() {
    local at check name passed report
    for at in $(seq 0 $(($(jq length <<<"$CHECKS") - 1))); do
        check=$(jq -c ".[$at]" <<<"$CHECKS")
        name=$(jq -r .name <<<"$check")
        passed=$(jq -r --arg name "$name" '[.checks | if type == "array" then .[] else empty end | select(type == "object" and .name == $name and (.passed | type) == "boolean") | .passed] | last' build.json)
        case $passed in
            true) ;;
            false)
                jq -e '.required == false' <<<"$check" >/dev/null ||
                    fail "check $name of the line failed, and nothing is released without it; mend what it names, or set required: false of it in build.checks"
                ;;
            *) fail "asked the build whether the commit passes check $name, found no word of it; start this pipeline again, so that it is checked" ;;
        esac
        report=null
        if [ -f "checks/$name" ] && [ ! -L "checks/$name" ] && [ -s "checks/$name" ]; then
            keep_report "checks/$name"
        elif [ "$passed" = true ]; then
            fail "the build says that the commit passes check $name, and left no report in checks/$name; nothing was released, look at what wrote the artifact"
        fi
        jq -c --argjson check "$check" --argjson passed "$passed" --argjson report "$report" \
            '. + [{kind: "check", name: $check.name, passed: $passed, required: $check.required, report: $report}]' "$scratch/held.json" >"$scratch/held-now.json"
        mv "$scratch/held-now.json" "$scratch/held.json"
    done
}

# keep_report FILE: keeps it under its checksum, and never over anything; leaves in report where, and how it begins.
keep_report() {
    local file=$1 key
    key=reports/$LINE/$(sha256sum "$file" | cut -d' ' -f1)
    if ! aws s3api put-object --bucket "$RELEASES_BUCKET" --key "$key" --content-type "text/plain; charset=utf-8" --body "$file" \
        --if-none-match '*' >/dev/null 2>"$scratch/error"; then
        # The same bytes, because nothing else has this name, or another write of just these.
        if ! grep -qE 'PreconditionFailed|ConditionalRequestConflict' "$scratch/error"; then
            cat "$scratch/error" >&2
            fail "could not keep the report $file as s3://$RELEASES_BUCKET/$key, S3 refused (its words are above); nothing was released, run this step again"
        fi
    fi
    head -c 16000 "$file" >"$scratch/head"
    report=$(jq -nc --arg at "s3://$RELEASES_BUCKET/$key" --argjson bytes "$(stat -c %s "$file")" --rawfile text "$scratch/head" \
        '{at: $at, bytes: $bytes, begins: $text[:4000]}')
}
