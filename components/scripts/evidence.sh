# Shows who approves what would change: writes one page of evidence, which the approval links to, and hands it a short summary.
# reads: LINE ENVIRONMENT RELEASES_BUCKET EXECUTION VERSION PLACEHOLDER
# takes: release.json, and live.json when only settings changed
# exports: SUMMARY (at most 700 printable ASCII characters, no text of strangers), RELEASE and BLUEPRINT (versions of the two
# objects that it shows: what is approved)
# calls: s3:GetObject on $RELEASES_BUCKET/releases/$LINE/live.zip
# calls: s3:GetObject on $RELEASES_BUCKET/blueprints/$LINE.json
# calls: s3:GetObjectVersion on $RELEASES_BUCKET/blueprints/$LINE.json
# calls: s3:PutObject on $RELEASES_BUCKET/evidence/$LINE/<execution>.md
# calls: s3:PutObject on $RELEASES_BUCKET/evidence/$LINE/<execution>.svg
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
need LINE ENVIRONMENT RELEASES_BUCKET EXECUTION VERSION PLACEHOLDER
[[ $EXECUTION =~ ^[A-Za-z0-9-]{1,64}$ ]] || fail "asked for a pipeline execution id in EXECUTION, found something else; pass #{codepipeline.PipelineExecutionId}"

asked=.
# shellcheck disable=SC2153 # the job's own
RELEASE=$VERSION
live="$scratch/live"
read_zip "releases/$LINE/live.zip" "$live"
# A settings run is about what is live now, not about what was live when it was queued.
if [ -f live.json ]; then
    asked=$live
    RELEASE=$read_version
fi
take_release "$asked"

# Leaves the difference between the live blueprint and the newest in $scratch/difference, one sentence in $blueprint.
compare_blueprints() {
    local before
    before=$(jq -r '.blueprint // ""' "$live/live.json")
    read_blueprint "blueprints/$LINE.json" "$scratch/newest.json"
    : >"$scratch/difference"
    if [ -z "$before" ]; then
        blueprint="the first blueprint, nothing to compare with"
        echo '{}' >"$scratch/before.json"
        return
    fi
    if [ "$before" = "$read_version" ]; then
        blueprint="unchanged"
        cp "$scratch/newest.json" "$scratch/before.json"
        return
    fi
    # An old version may have been removed: then everything is shown as new, and the page says why.
    if ! aws s3api get-object --bucket "$RELEASES_BUCKET" --key "blueprints/$LINE.json" --version-id "$before" "$scratch/before.json" >/dev/null; then
        blueprint="what it was is gone (version $before cannot be read); everything is shown as new"
        echo '{}' >"$scratch/before.json"
    fi
    jq -S . "$scratch/before.json" >"$scratch/a.json"
    jq -S . "$scratch/newest.json" >"$scratch/b.json"
    diff -u --label live --label newest "$scratch/a.json" "$scratch/b.json" >"$scratch/difference" || [ $? -eq 1 ]
    blueprint=${blueprint:-"$(grep -c '^[-+][^-+]' "$scratch/difference" || true) lines differ"}
}
blueprint=""
compare_blueprints
BLUEPRINT=$read_version

# What each of the two costs, where the target can say.
cost_before="" cost_newest=""
if declare -F costs_say >/dev/null; then
    cost_before=$(costs_say "$scratch/before.json")
    cost_newest=$(costs_say "$scratch/newest.json")
fi

mkdir -p out
page=out/evidence.md
WORDS=$IDENTITY$(
    cat <<'JQ'
# Everything a stranger may have written is stripped of what Markdown would obey, or stands in an indented block.
def plain: if . == null then "not known" else tostring | gsub("[^A-Za-z0-9 .,:;@/+=_#()-]"; " ") end;
# Whose word a check is, where it was not made here.
def word: if .from then " (as \(.from) says)" else "" end;
def check(k): [.checks[]? | select(.kind == k)];
def tests: check("tests") | if length == 0 then "none recorded" else map("\(if .passed == false then "failed" else "passed" end) in stage \(.stage // "of the build")\(word)") | join(", ") end;
def scan: check("scan") | if length == 0 then "none recorded" else map("\(.critical) critical, \(.high) high, \(.medium) medium\(word)") | join(", ") end;
# What was held against the commit by this name.
def outcome($name): [check("check")[] | select(.name == $name)] | last
    | if . == null then "not made" else "\(if .passed == true then "passed" elif .required == false then "failed, and is not required" else "failed" end), \(if .report then "report \(.report.at)" else "no report" end)\(word)" end;
def signed: check("signature") | if length == 0 then "none recorded" else map("\(.by | tostring | sub(".*/"; ""))\(word)") | join(", ") end;
def block: gsub("\r\n?"; "\n") | rtrimstr("\n") | split("\n")[] | "    " + .;
def metrics: check("metrics") | if length == 0 then "none recorded" else map("\(.numbers | to_entries | map("\(.key) \(.value)") | join(", "))\(word)") | join(", ") end;
def state: .commit | if . == null then "" else
    (if .dirty == true then ", with changes that no commit has" else "" end)
    + (if .shallow == true then ", the newest of a shallow clone, and not surely the one that changed it: what was built is tree \(.tree // "not known")" else "" end) end;
# What a model reached, by name: numbers alone, and names that say no more than a name.
def reached: [.model.metrics // {} | if type == "object" then to_entries[] else empty end
    | select((.value | type) == "number" and (.key | test("^[A-Za-z_][A-Za-z0-9_]{0,63}$")))] | from_entries;
def confusion: .model.confusion | if type == "array" and length > 0 and length <= 100 and all(.[]; type == "array" and all(.[]; type == "number")) then . else null end;
def person: if . == null then "an unknown pusher" else "\(.)\(if identity.is == "person" then "" else " (no person)" end)" end;
JQ
)
jq -rn --arg line "$LINE" --arg environment "$ENVIRONMENT" --arg blueprint "$blueprint" --arg placeholder "$PLACEHOLDER" \
    --arg cost_before "$cost_before" --arg cost_newest "$cost_newest" \
    --slurpfile from "$live/release.json" --slurpfile to "$asked/release.json" --slurpfile newest "$scratch/newest.json" --slurpfile before "$scratch/before.json" "$WORDS"'
    def row(name; f): "| \(name) | \($from[0] | f | plain) | \($to[0] | f | plain) |";
    "# \($line) in \($environment): what this approval would deploy", "",
    "| | live now | would be live |", "| --- | --- | --- |",
    row("release"; .id), row("commit"; "\(.commit.id // "not known")\(state)"), row("branch"; .commit.branch), row($to[0].carries | plain; .digest),
    (if $to[0].commit.author == null then empty else row("author, as the commit says"; .commit.author) end),
    row("pushed by"; pushers($placeholder) | if . == [] then "no person: it is the placeholder" else map(person) | join(", ") end),
    (if $from[0].files == $to[0].files then empty else row("files of commit"; .files | if . == null then "none of the repository" else "\(.commit // "not known")\(if .paired then "" else ", and not surely the image s" end)" end) end),
    row("tests"; tests), ([$from[0], $to[0] | check("check")[].name] | unique[] as $name | row("check \($name | plain)"; outcome($name))),
    (if [$from[0], $to[0] | check("metrics")[]] == [] then empty else row("metrics"; metrics) end), row("scan"; scan),
    (if [$from[0], $to[0] | check("signature")[]] == [] then empty else row("signed by profile"; signed) end), row("made"; .made.at),
    (if $to[0].model == null then empty else row("approved in the registry by"; .model.approvedBy), row("data version"; .model.dataVersion) end),
    (($from[0] | reached) + ($to[0] | reached) | keys[] as $name | row($name; reached[$name])),
    # It is the settings that are paid for: a release alone costs what the one before did.
    (if [$before[0], $newest[0] | .runsOn // empty] == [] then empty else
        "| runs on | \(if $from[0].model == null then "nothing: no release is live" else $before[0].runsOn.what | plain end) | \($newest[0].runsOn.what | plain) |",
        (if "\($cost_before)\($cost_newest)" == "" then empty else
            "| that costs | \(if $from[0].model == null then "nothing" else $cost_before | if . == "" then "not known" else plain end end) | \($cost_newest | if . == "" then "not known" else plain end) |" end),
        ($newest[0].runsOn.price // empty | "| price of that | see \(plain) | see \(plain) |") end), "",
    "## Commit message", "", ($to[0].commit.message // "none" | block), "",
    # How each begins; the whole of it lies where the table says.
    ($to[0] | check("check")[] | select(.report) | "## Report of \(.name | plain)", "", (.report.begins | block), ""),
    "## Blueprint: \($blueprint)"' >"$page"
if [ -s "$scratch/difference" ]; then
    sed 's/^/    /' "$scratch/difference" | (echo && cat) >>"$page"
fi
# What a model takes for what: as numbers here, and as a picture beside this page. A row is what it was, a column what the
# model says.
draw_confusion() {
    local key
    jq -rn --slurpfile to "$asked/release.json" "$WORDS"'
        ($to[0] | confusion) // empty | . as $rows | length as $side | ([.[][]] | max | if . > 0 then . else 1 end) as $most
        | def at($column; $row): "x=\"\(($column + 1) * 36)\" y=\"\(($row + 1) * 36)\"";
          def text($column; $row): "<text x=\"\(($column + 1) * 36 + 18)\" y=\"\(($row + 1) * 36 + 22)\">\(.)</text>";
          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(($side + 1) * 36)\" height=\"\(($side + 1) * 36)\" font-family=\"sans-serif\" font-size=\"12\" text-anchor=\"middle\">",
          (range($side) as $n | $n | text($n; -1), text(-1; $n)),
          (range($side) as $row | range($side) as $column | ($rows[$row][$column] // 0) as $count | select($count > 0)
            | "<rect width=\"35\" height=\"35\" \(at($column; $row)) fill=\"\(if $row == $column then "#4060ff" else "#ff4040" end)\" fill-opacity=\"\(if $row == $column then $count / $most else ([$count / 3, 1] | min) end)\"/>",
              ($count | text($column; $row))),
          "</svg>"' >"$scratch/confusion.svg"
    [ -s "$scratch/confusion.svg" ] || return 0
    jq -rn --slurpfile to "$asked/release.json" "$WORDS"'
        ($to[0] | confusion) as $rows | "", "## What it takes for what", "", "A row is what it was, a column what the model says.", "",
        "| | \([range($rows | length)] | map("\(.)") | join(" | ")) |", "| --- |\([range($rows | length)] | map(" --- |") | add)",
        ($rows | to_entries[] | "| \(.key) | \(.value | map("\(.)") | join(" | ")) |")' >>"$page"
    key="evidence/$LINE/$EXECUTION.svg"
    aws s3api put-object --bucket "$RELEASES_BUCKET" --key "$key" --content-type image/svg+xml --body "$scratch/confusion.svg" >/dev/null ||
        fail "could not write s3://$RELEASES_BUCKET/$key, S3 refused (its words are above); nobody should approve without evidence"
    printf '\nAs a picture: s3://%s/%s\n' "$RELEASES_BUCKET" "$key" >>"$page"
}
draw_confusion

# What a release brings along of its repository decides what runs as much as the blueprint does.
jq -S '.files // {} | {taskdef, appspec}' "$live/release.json" >"$scratch/a.json"
jq -S '.files // {} | {taskdef, appspec}' "$asked/release.json" >"$scratch/b.json"
if ! diff -u --label live --label would-be "$scratch/a.json" "$scratch/b.json" >"$scratch/difference"; then
    (echo && echo "## Files of the repository" && echo && sed 's/^/    /' "$scratch/difference") >>"$page"
fi

key="evidence/$LINE/$EXECUTION.md"
aws s3api put-object --bucket "$RELEASES_BUCKET" --key "$key" --content-type "text/markdown; charset=utf-8" --body "$page" >/dev/null ||
    fail "could not write s3://$RELEASES_BUCKET/$key, S3 refused (its words are above); nobody should approve without evidence"

# Three pushers at most are named here, all of them on the page.
summary=$(jq -rn --arg line "$LINE" --arg environment "$ENVIRONMENT" --arg blueprint "$blueprint" --arg placeholder "$PLACEHOLDER" \
    --slurpfile from "$live/release.json" --slurpfile to "$asked/release.json" "$WORDS"'
    def brief: "\(.id) (commit \((.commit.id // "not known")[0:12])\(if .commit.dirty == true then ", with uncommitted changes" else "" end)\(if .commit.shallow == true then ", of a shallow clone" else "" end))";
    def short: if . == null then person else "\(split(":") | last | .[-64:])\(if identity.is == "person" then "" else " (no person)" end)" end;
    (if $from[0].id == $to[0].id and $blueprint == "unchanged" then "nothing would change, release \($to[0] | brief) is live with these settings; approve only to roll it out again"
        elif $from[0].id == $to[0].id then "settings only, release \($to[0] | brief) stays" else "release \($to[0] | brief) would replace \($from[0] | brief)" end) as $change
    | ($to[0] | pushers($placeholder)) as $all
    | (if $all == [] then "no person" else ($all[:3] | map(short) | join(", ")) + (if ($all | length) > 3 then " and \($all | length - 3) more" else "" end) end) as $pushers
    | ($to[0] | check("tests") | if . == [] then "none recorded" elif any(.passed == false) then "failed" else "passed" + (.[0] | word) end) as $tests
    | ($to[0] | check("scan") | if . == [] then "none recorded" else .[0] | "\(.critical) critical, \(.high) high\(word)" end) as $scan
    | ($to[0] | check("check") | if . == [] then "" else " Checks: \(map(select(.passed == true)) | length) of \(length) passed\(.[0] | word)." end) as $checks
    | "\($line) in \($environment): \($change). Pushed by: \($pushers). Tests: \($tests).\($checks) Scan: \($scan). Blueprint: \($blueprint)."')
SUMMARY=$(LC_ALL=C tr -cd '\40-\176' <<<"$summary" | cut -c1-700)
export SUMMARY RELEASE BLUEPRINT
say "$SUMMARY"
say "Evidence: s3://$RELEASES_BUCKET/$key"
