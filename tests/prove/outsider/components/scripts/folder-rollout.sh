# Puts the files of a release into the folder, and last what says which release it is.
# reads: FOLDER_BUCKET PREFIX ARCHIVES_BUCKET
# takes: what prepare wrote
# calls: s3:GetObject on $ARCHIVES_BUCKET/archives/<checksum>.zip
# calls: s3:PutObject on $FOLDER_BUCKET/$PREFIX/<file>
# calls: kms:Decrypt on key of $ARCHIVES_BUCKET
# calls: kms:GenerateDataKey on key of $FOLDER_BUCKET
need FOLDER_BUCKET PREFIX ARCHIVES_BUCKET

put() {
    aws s3api put-object --bucket "$FOLDER_BUCKET" --key "$PREFIX/$1" --body "$2" >/dev/null ||
        fail "could not write s3://$FOLDER_BUCKET/$PREFIX/$1, S3 refused (its words are above)"
}

take_release .
if [ "$release_placeholder" = true ]; then
    say "Release 0 has no files."
else
    aws s3api get-object --bucket "$ARCHIVES_BUCKET" --key "archives/${release_digest#sha256:}.zip" "$scratch/archive.zip" >/dev/null ||
        fail "asked for $release_what, S3 refused (its words are above)"
    unzip -q -o "$scratch/archive.zip" -d "$scratch/files"
    while IFS= read -r file; do put "$file" "$scratch/files/$file"; done < <(cd "$scratch/files" && find . -type f | sed 's|^\./||' | sort)
fi
put folder.json folder.json
say "s3://$FOLDER_BUCKET/$PREFIX/ holds release $release_id."
