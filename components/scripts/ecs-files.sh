# Defines files_take: the repository's own task definition and AppSpec, which travel in the release.
# reads: TASK_DEFINITION FILES_FROM, optional APPSPEC COMMIT_ID
# takes: the source's artifact FILES_FROM, beside what was built
# calls: nothing
need TASK_DEFINITION FILES_FROM

# YAML as it is written by hand: maps and lists by indentation, texts on one line. A job has no program that reads all of YAML;
# what else there is of it is refused by its line, and JSON, which is YAML, is always read.
YAML=$(
    cat <<'JQ'
def strange: error("line \(.n): \(.text) cannot be read; write it without anchors, folds and flow lists, or the whole file as JSON");
def scalar($line): if . == "" or . == "~" or . == "null" then null elif . == "true" or . == "false" then . == "true"
    elif test("^-?(0|[1-9][0-9]*)$") then tonumber
    elif test("^\"([^\"\\\\]|\\\\.)*\"$") then fromjson elif test("^'[^']*'$") then .[1:-1]
    elif test("^[\\[\\]{}&*!|>@`%'\"]") or test(": ") then $line | strange else . end;
def item: test("^-( |$)");
def block: if length == 0 then null else
    .[0].at as $at | (.[0].text | item) as $list
    | reduce .[] as $line ([]; if $line.at < $at then $line | strange
        elif $line.at == $at and ($list or ($line.text | item | not)) then . + [[$line]] else .[-1] += [$line] end)
    | if $list then map(.[0] as $line | if $line.text | item | not then $line | strange else . end
        | ($line.text | sub("^- *"; "")) as $rest | ($at + ($line.text | length) - ($rest | length)) as $in
        | if $rest == "" then .[1:] | block elif $rest | test("^[\\w.-]+:( |$)") then [$line + {at: $in, text: $rest}] + .[1:] | block
          elif length > 1 then .[1] | strange else $rest | scalar($line) end)
      else reduce .[] as $lines ({}; $lines[0] as $line | (first($line.text | capture("^(?<key>[\\w.-]+):(?: +(?<value>.*))?$"), null) // ($line | strange)) as $pair
        | if has($pair.key) then $line | strange else . end
        | .[$pair.key] = if ($pair.value // "") == "" then $lines[1:] | block elif ($lines | length) > 1 then $lines[1] | strange
            else $pair.value | scalar($line) end) end end;
def yaml: split("\n") | to_entries | map({n: (.key + 1), text: (.value | sub("\r$"; "") | sub("(^| )#[^'\"]*$"; "") | sub(" +$"; ""))}
    | select(.text | test("\\S") and . != "---" and (test("^ *#") | not)) | if .text | test("\t") then strange else . end
    | .at = (.text | match("^ *").length) | .text |= sub("^ *"; "")) | block;
JQ
)

# read_file PATH OUT: one file of the repository, as JSON.
read_file() {
    local path=$1 out=$2 folder="CODEBUILD_SRC_DIR_$FILES_FROM"
    local file=${!folder}/$path
    [ -f "$file" ] || fail "asked the repository for $path, found no such file; commit it, or set the line's deploy to what the repository has"
    if jq -c 'if type == "object" then . else error("no map") end' "$file" >"$out" 2>/dev/null; then
        return
    fi
    jq -Rsc "$YAML"'yaml | if type == "object" then . else error("it is no map") end' "$file" >"$out" ||
        fail "asked $path for a map of JSON or YAML, found something else (jq's words are above); mend it and push again"
}

# files_take: after commit_describe; leaves in $scratch/files.json what travels. Image and files pair by their commit: files of
# another commit than the image's are red, and where the image's is not known, the record says so.
files_take() {
    local image
    echo null >"$scratch/appspec.json"
    read_file "$TASK_DEFINITION" "$scratch/taskdef.json"
    [ -z "${APPSPEC:-}" ] || read_file "$APPSPEC" "$scratch/appspec.json"
    image=$(jq -r '.id // ""' "$scratch/commit.json")
    [ -z "$image" ] || [[ ${COMMIT_ID:-} == "$image"* ]] ||
        fail "asked for the files of commit $image, of which the image is; the repository's branch is at ${COMMIT_ID:-a commit that nobody knows}. Nothing is released: push the image of that commit"
    jq -nc --arg commit "${COMMIT_ID:-}" --arg image "$image" --slurpfile taskdef "$scratch/taskdef.json" --slurpfile appspec "$scratch/appspec.json" \
        '{commit: (if $commit == "" then null else $commit end), paired: (if $image == "" then null else true end), taskdef: $taskdef[0], appspec: $appspec[0]}' >"$scratch/files.json"
    if [ -z "$image" ]; then
        say "The files are of commit ${COMMIT_ID:-unknown}; whether the image is, nobody knows, and the release says so."
    else
        say "The image and its files are of one commit, $image."
    fi
}
