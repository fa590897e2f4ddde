# Defines commit_describe: what the model package says that an event calls approved; any other is refused. It brings what carried_find takes.
# reads: LINE GROUP TRAINING_BUCKET RELEASES_BUCKET REPOSITORY_URI, optional PACKAGE APPROVED_AT (of the event, or by hand)
# writes: model.json model.tar.gz golden.json built.json build.json
# calls: sagemaker:DescribeModelPackage on model-package/$GROUP/<version>
# calls: s3:GetObject on $TRAINING_BUCKET/$LINE/runs/<run>/Train/<job>/output/model.tar.gz
# calls: s3:GetObject on $TRAINING_BUCKET/$LINE/runs/<run>/Evaluate/evaluation/evaluation.json
# calls: kms:Decrypt on key of $TRAINING_BUCKET
# calls: s3:GetObject on $RELEASES_BUCKET/builds/$LINE/<digest>.json
# calls: kms:Decrypt on key of $RELEASES_BUCKET
need LINE GROUP PACKAGE APPROVED_AT TRAINING_BUCKET RELEASES_BUCKET REPOSITORY_URI
[[ $PACKAGE =~ ^arn:[a-z-]+:sagemaker:[a-z0-9-]+:[0-9]{12}:model-package/$GROUP/[0-9]+$ ]] ||
    fail "asked for a model package of group $GROUP in PACKAGE, found \"$PACKAGE\"; nothing is released"
[[ $APPROVED_AT =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$ ]] ||
    fail "asked for the time of the event in APPROVED_AT, as 2026-01-31T12:00:00Z, found \"$APPROVED_AT\"; nothing is released"

# fetch_trained URI NAME FILE: what a training of this line left in its own folder, and nothing else: a package may name any object.
fetch_trained() {
    local key=${1#"s3://$TRAINING_BUCKET/"}
    [[ $1 == "s3://$TRAINING_BUCKET/$LINE/runs/"*"/$2" && $1 != *..* ]] ||
        fail "asked $PACKAGE for $2 below s3://$TRAINING_BUCKET/$LINE/runs, found \"$1\"; nothing is released, look who registered it"
    aws s3api get-object --bucket "$TRAINING_BUCKET" --key "$key" "$3" >/dev/null ||
        fail "asked for $1, S3 refused (its words are above); train the model again"
}

# take_package: leaves in model.json what the registry says of it. Who approved is who changed it last, if that was at the
# time of the event; the event itself names nobody.
# unverified: LastModifiedBy names the person of an approval by its ARN | fails as: releases of models say that nobody knows who approved | settle: aws sagemaker describe-model-package --model-package-name <arn> --query LastModifiedBy, after an approval
take_package() {
    local status
    aws sagemaker describe-model-package --model-package-name "$PACKAGE" >"$scratch/package.json" ||
        fail "asked SageMaker for $PACKAGE, it refused (its words are above); nothing is released"
    status=$(jq -r '.ModelApprovalStatus // "without a status"' "$scratch/package.json")
    [ "$status" = Approved ] ||
        fail "asked for an approved model package, $PACKAGE is $status by now; nothing is released. Approve it again if it is to be"
    jq --arg package "$PACKAGE" --arg at "$APPROVED_AT" '
        def seconds: .[:19] + "Z" | fromdate;
        (.LastModifiedTime // null | if type == "string" then seconds else . end) as $changed
        | {package: $package, version: .ModelPackageVersion, image: (.InferenceSpecification.Containers[0].Image // ""),
           data: (.InferenceSpecification.Containers[0].ModelDataUrl // ""), statistics: (.ModelMetrics.ModelQuality.Statistics.S3Uri // ""),
           dataVersion: (.CustomerMetadataProperties.DataVersion // null), approvedAt: $at,
           approvedBy: (if $changed != null and ($changed - ($at | seconds) | fabs) <= 120 then .LastModifiedBy.IamIdentity.Arn // null else null end)}' \
        "$scratch/package.json" >"$scratch/read.json"
}

# take_record: what the make pipeline kept of the image: nothing that was not built from a commit of this line is released.
take_record() {
    local image=$1
    [[ $image == "$REPOSITORY_URI@sha256:"* && ${image##*:} =~ ^[0-9a-f]{64}$ ]] ||
        fail "asked $PACKAGE for an image of $REPOSITORY_URI by digest, found \"$image\"; nothing is released, look who registered it"
    read_object "builds/$LINE/${image##*:}.json" built.json
    jq -e --arg image "$image" '.format == 1 and .image == $image and (.golden | type) == "object"' built.json >/dev/null ||
        fail "asked for what was kept of $image, found something else; start the make pipeline again"
    jq .golden built.json >golden.json
    # Records of images that were built before say nothing of it.
    jq '.build // {}' built.json >build.json
}

take_package
take_record "$(jq -r .image "$scratch/read.json")"
fetch_trained "$(jq -r .data "$scratch/read.json")" output/model.tar.gz model.tar.gz
fetch_trained "$(jq -r .statistics "$scratch/read.json")" Evaluate/evaluation/evaluation.json "$scratch/evaluation.json"
jq --slurpfile evaluation "$scratch/evaluation.json" '
    def matrix: type == "array" and length > 0 and length <= 100 and all(.[]; type == "array" and all(.[]; type == "number"));
    $evaluation[0] as $told
    | del(.data, .statistics) + {metrics: ($told.metrics // {} | with_entries(select(.value | type == "number")))}
    + if $told.confusion // null | matrix then {confusion: $told.confusion} else {} end' "$scratch/read.json" >model.json ||
    fail "asked the evaluation of $PACKAGE for JSON with metrics, found something else; evaluate has to write {\"metrics\": {\"accuracy\": 0.97}}"

# commit_describe: leaves in $scratch/commit.json what the make pipeline knew of the commit.
commit_describe() { jq .commit built.json >"$scratch/commit.json"; }
