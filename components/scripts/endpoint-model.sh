# Functions that Prepare and Verify of an endpoint share. Like lib.sh it calls AWS only through its functions, and each script lists
# in its own head what the functions it uses call.

# take_model DIR: what a release makes an endpoint run, in $model_image and $model_data; both empty for release 0. Only what lies in
# this environment's own stores is run: SageMaker fetches both again with every instance.
take_model() {
    model_image="" model_data=""
    [ "$release_placeholder" != true ] || return 0
    name_model "$1"
    [ "$model_bucket ${model_image%@*}" = "$RELEASES_BUCKET $REPOSITORY_URI" ] ||
        fail "asked release $release_id for a model in s3://$RELEASES_BUCKET and an image in $REPOSITORY_URI, it names $release_what and $model_image; look who wrote that release"
    # shellcheck disable=SC2034 # read by the scripts that stand behind this one
    model_data=$release_what
}

# Whether one value says all that another asks for: keys that are not asked for may be there, lists are as long as asked, numbers
# may differ by a thousandth, because another processor rounds otherwise.
# shellcheck disable=SC2016,SC2034 # jq's own variables; read by the scripts that compare
AGREES='def agrees($asked): if ($asked | type) != type then false
    elif type == "object" then . as $found | all($asked | to_entries[]; . as $each | $found | has($each.key) and (.[$each.key] | agrees($each.value)))
    elif type == "array" then . as $found | length == ($asked | length) and all(range(length); . as $at | $found[$at] | agrees($asked[$at]))
    elif type == "number" then (. - $asked | fabs) <= 0.001
    else . == $asked end;'
