# Defines target_verify: compares what the folder says of itself with what was asked for.
# reads: FOLDER_BUCKET PREFIX
# calls: s3:GetObject on $FOLDER_BUCKET/$PREFIX/folder.json
# calls: kms:Decrypt on key of $FOLDER_BUCKET
need FOLDER_BUCKET PREFIX

target_verify() {
    local found asked="release $release_id, blueprint $blueprint"
    aws s3api get-object --bucket "$FOLDER_BUCKET" --key "$PREFIX/folder.json" "$scratch/found.json" >/dev/null ||
        fail "asked what s3://$FOLDER_BUCKET/$PREFIX/ holds, S3 refused (its words are above)"
    found=$(jq -r '"release \(.release), blueprint \(.blueprint)"' "$scratch/found.json")
    [ "$found" = "$asked" ] || fail "asked for $asked; the folder holds $found; nothing is recorded as live"
    jq -n --arg folder "s3://$FOLDER_BUCKET/$PREFIX/" '{folder: $folder}' >"$scratch/runs.json"
}
