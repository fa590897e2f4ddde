# Defines commit_describe: what `pulumi up` recorded of the image it built: the commit, the branch, who ran it.
# reads: LINE RELEASES_BUCKET
# calls: s3:GetObject on $RELEASES_BUCKET/builds/$LINE/<digest>.json
# calls: kms:Decrypt on key of $RELEASES_BUCKET
need LINE RELEASES_BUCKET

# commit_describe: after carried_find; leaves what is known in $scratch/commit.json. `up` writes the record just after the
# push whose event started this run, so it is waited for: 3 minutes. What was pushed by hand has none.
commit_describe() {
    local attempt key="builds/$LINE/${digest#sha256:}.json"
    for attempt in $(seq 0 12); do
        if aws s3api get-object --bucket "$RELEASES_BUCKET" --key "$key" "$scratch/built.json" >/dev/null 2>"$scratch/error"; then
            take_built "$key"
            return
        fi
        [ $((attempt % 4)) -ne 0 ] || say "\`pulumi up\` has not recorded yet what it built. Waiting, $((attempt / 4)) of 3 minutes. $(tr '\n' ' ' <"$scratch/error")"
        [ "$attempt" = 12 ] || sleep 15
    done
    say "No s3://$RELEASES_BUCKET/$key after 3 minutes: who built $digest from what is not known, and the release says so. Run \`pulumi up\` to its end, then release it again."
    echo null >"$scratch/commit.json"
}

# take_built KEY: by name and type. A commit's message is text of strangers: it travels from file to file.
take_built() {
    jq -e --arg line "$LINE" --arg digest "$digest" '.format == 1 and .line == $line and .digest == $digest' "$scratch/built.json" >/dev/null ||
        fail "asked s3://$RELEASES_BUCKET/$1 for what line $LINE built as $digest, found the record of something else; look who wrote it"
    jq '
        def like($pattern): if type == "string" and test($pattern) then . else null end;
        def words($most): if type == "string" then .[:$most] else null end;
        (.commit // {}) as $commit
        | {id: ($commit.id | like("^[0-9a-f]{7,64}$")), repository: null, branch: ($commit.branch | words(255)),
           pushedBy: (.by | like("^arn:[a-z-]+:(iam|sts)::[0-9]{12}:[!-~]+$")), message: ($commit.message | words(10000)),
           at: ($commit.at | like("^[0-9T:+Z-]{20,30}$"))}
        + (if $commit.dirty == true then {dirty: true} else {} end)
        + (if $commit.shallow == true then {shallow: true, tree: ($commit.tree | like("^[0-9a-f]{7,64}$"))} else {} end)' \
        "$scratch/built.json" >"$scratch/commit.json"
    say "$digest was built $(jq -r '
        (if .id == null then "outside of a git checkout" elif .shallow then "in a shallow clone at commit \(.id)" else "from commit \(.id)" end)
        + (if .dirty then ", with changes that no commit has" else "" end)' "$scratch/commit.json"), by $(jq -r '.pushedBy // "an unknown caller"' "$scratch/commit.json")."
}
