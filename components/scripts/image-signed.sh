# Defines signed_wait and describe_signature: whether ECR has signed an image by the profile that the line names.
# reads: REPOSITORY_NAME SIGNED_BY
# calls: ecr:DescribeImageSigningStatus on repository:$REPOSITORY_NAME
need REPOSITORY_NAME SIGNED_BY

# unverified: the image of CodeBuild that runs this has an AWS command line that knows ECR's signatures, which are from November 2025
# | fails as: Publish of a line with registry.sign is red, "Found invalid choice" | settle: aws ecr describe-image-signing-status help, in a build of that image

# signed_wait DIGEST: 2 minutes. ECR signs what is pushed, in the name of who pushes it, once the push has ended.
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageSigningStatus.html
signed_wait() {
    local image=$REPOSITORY_NAME@$1 attempt status
    for attempt in $(seq 0 12); do
        aws ecr describe-image-signing-status --repository-name "$REPOSITORY_NAME" --image-id "imageDigest=$1" >"$scratch/signing.json" ||
            fail "asked ECR whether $image is signed, it refused (its words are above); a command line from before November 2025 does not know the question"
        jq --arg by "$SIGNED_BY" '[.signingStatuses[]? | select(.signingProfileArn == $by)][0] // {}' "$scratch/signing.json" >"$scratch/signature.json"
        status=$(jq -r '.status // "NONE"' "$scratch/signature.json")
        case $status in
            COMPLETE)
                say "ECR has signed $image by ${SIGNED_BY##*/}."
                return
                ;;
            FAILED) fail "asked ECR to sign $image by $SIGNED_BY, it could not: $(jq -r '"\(.failureCode // "no code"), \(.failureReason // "no reason")"' "$scratch/signature.json"). Who pushes it needs signer:SignPayload on that profile; push it again" ;;
        esac
        [ "$attempt" = 12 ] || sleep 10
    done
    [ "$status" = NONE ] ||
        fail "asked ECR for its signature of $image, it is still $status after 2 minutes; run this step again"
    fail "asked ECR for its signature of $image by $SIGNED_BY, there is none. What was pushed before the registry signed stays unsigned: bring up the account's own stack with oncePerAccount.registrySigning, and release a new commit"
}

# describe_signature DIGEST: the same, and adds to $scratch/checks.json by which profile; after describe_scan.
describe_signature() {
    signed_wait "$1"
    jq --arg by "$SIGNED_BY" '. + [{kind: "signature", by: $by}]' "$scratch/checks.json" >"$scratch/signed.json"
    mv "$scratch/signed.json" "$scratch/checks.json"
}
