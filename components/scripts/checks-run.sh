# Defines checks_run: what the line holds against a commit, one check after the other, each with its report.
# reads: CONTEXT COMMIT_ID CHECKS, optional DOCKERFILE PLATFORM (of checks that are a stage)
# calls: nothing
need CONTEXT COMMIT_ID CHECKS

# checks_run: all of them, so that all that is wrong is known at once; leaves what came of them in checks, as
# JSON, and their reports in $scratch/reports.
checks_run() {
    local at check name passed wrong=""
    checks='[]'
    # Commands run on a copy: what they write is in nothing that is built.
    cp -a . "$scratch/checked"
    mkdir "$scratch/reports"
    for at in $(seq 0 $(($(jq length <<<"$CHECKS") - 1))); do
        check=$(jq -c ".[$at]" <<<"$CHECKS")
        name=$(jq -r .name <<<"$check")
        passed=true
        if jq -e .stage <<<"$check" >/dev/null; then check_stage; else check_commands; fi
        if ! is_report "$scratch/reports/$name"; then
            rm -rf "$scratch/reports/$name"
            [ "$passed" = false ] || wrong+="; $name passes, and leaves no report of at most 10 megabytes as $(jq -r .report <<<"$check")"
        fi
        if [ "$passed" = false ]; then
            say "Check $name fails (its words are above)."
            jq -e '.required == false' <<<"$check" >/dev/null || wrong+="; $name fails"
        fi
        checks=$(jq -c --arg name "$name" --argjson passed "$passed" '. + [{name: $name, passed: $passed}]' <<<"$checks")
    done
    [ -z "$wrong" ] || fail "commit $COMMIT_ID does not pass its checks: ${wrong#; } (their words are above); nothing was released, look at build.checks"
}

# In a shell of their own, which ends with the first that fails, in the folder that is built.
check_commands() {
    local report
    report=$scratch/checked/$CONTEXT/$(jq -r .report <<<"$check")
    say "Check $name: its commands run in $CONTEXT."
    # What the commit brings along is no report of this check.
    rm -rf "$report"
    (cd "$scratch/checked/$CONTEXT" && bash -euo pipefail -c "$(jq -r .run <<<"$check")") || passed=false
    # A link leads to a file that the check has not written.
    [ ! -f "$report" ] || [ -L "$report" ] || cp "$report" "$scratch/reports/$name"
}

# A stage that fails leaves no image, and so no report: docker's words are what there is.
check_stage() {
    local stage container
    need DOCKERFILE PLATFORM
    stage=$(jq -r .stage <<<"$check")
    say "Check $name: stage $stage of $CONTEXT/$DOCKERFILE."
    if ! docker buildx build --platform "$PLATFORM" --provenance=false --file "$CONTEXT/$DOCKERFILE" \
        ${cache_from:+"$cache_from"} --target "$stage" --load --tag "fairlead-check:$name" "$CONTEXT"; then
        passed=false
        return 0
    fi
    # An image without a command takes none but a word in its place.
    container=$(docker create --platform "$PLATFORM" "fairlead-check:$name" none) ||
        fail "asked for the image of stage $stage, to read the report of check $name, docker refused (its words are above)"
    docker cp "$container:$(jq -r .report <<<"$check")" "$scratch/reports/$name" >/dev/null || say "Check $name leaves no report (docker's words are above)."
}

# is_report FILE: a file of its own with something in it; docker copies a link as a link.
is_report() { [ -f "$1" ] && [ ! -L "$1" ] && [ -s "$1" ] && [ "$(stat -c %s "$1")" -le 10485760 ]; }
