# Defines carried_find and carried_measure: which model was approved, whether something newer was released, and where it is kept.
# reads: LINE RELEASES_BUCKET REPOSITORY_URI REPOSITORY_NAME, optional SIGNED_BY AGAIN (yes, by hand)
# takes: model.tar.gz golden.json model.json (approved-package)
# calls: s3:PutObject on $RELEASES_BUCKET/models/$LINE/<checksum>.tar.gz (if absent)
# calls: s3:GetObject on $RELEASES_BUCKET/models/$LINE/<checksum>.tar.gz
# calls: kms:GenerateDataKey on key of $RELEASES_BUCKET
# calls: kms:Decrypt on key of $RELEASES_BUCKET
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:PutImage on repository:$REPOSITORY_NAME
# calls: signer:SignPayload on $SIGNED_BY
# calls: ecr:BatchCheckLayerAvailability on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:InitiateLayerUpload on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:UploadLayerPart on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:CompleteLayerUpload on repository:$REPOSITORY_NAME (with $SIGNED_BY)
# calls: ecr:DescribeImageScanFindings on repository:$REPOSITORY_NAME
# calls: inspector2:ListCoverage on * (with $REPOSITORY_NAME)
# calls: inspector2:ListFindings on * (with $REPOSITORY_NAME)
need LINE RELEASES_BUCKET REPOSITORY_URI

# Leaves a sentence in overtaken where an event is no reason to release: one comes for each change of an approved package, more
# than once, and in no order. What was released stands in the record that only this job writes.
find_overtaking() {
    overtaken=$(jq -rn --slurpfile published "$scratch/published.json" --slurpfile model model.json '
        $model[0] as $this | ($published[0].packages // []) as $all | ([$all[].approvedAt] | max // "") as $newest
        | if any($all[]; .package == $this.package) then "\($this.package) was released before; to release it again, start this job by hand with AGAIN=yes."
          elif $this.approvedAt < $newest then "\($this.package) was approved at \($this.approvedAt), and one that was approved later, at \($newest), was released already; to release it all the same, start this job by hand with AGAIN=yes."
          else "" end')
    [ "${AGAIN:-}" != yes ] || overtaken=""
}

# carried_find: leaves the model in what, its digest in digest, the digest of its image in built.
carried_find() {
    digest=$(measure model.tar.gz)
    # shellcheck disable=SC2034 # read by publish.sh
    what=s3://$RELEASES_BUCKET/$(key_of "$digest")
    built=$(jq -r '.image | split("@")[1]' model.json)
    find_overtaking
    jq --slurpfile golden golden.json '{model: ., golden: $golden[0]}' model.json >"$scratch/carried.json"
    jq -c --slurpfile model model.json '{packages: ((.packages // []) + [$model[0] | {package, approvedAt}])[-500:]}' \
        "$scratch/published.json" >"$scratch/kept.json"
}

# carried_measure: keeps model and image for rollbacks, and leaves what the registry knows of the image in $scratch/checks.json.
carried_measure() {
    store_bundle model.tar.gz "$digest"
    tag_image "$built" "release-$(cut -c8-19 <<<"$built")"
    describe_scan "$built"
    [ -z "${SIGNED_BY:-}" ] || describe_signature "$built"
}
