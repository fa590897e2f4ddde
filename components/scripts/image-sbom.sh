# Lists what an image holds, package by package, as SPDX; of the image as it lies in the registry, by its digest.
# reads: REPOSITORY_URI DIGEST PLATFORM, optional REPOSITORY_NAME (ECR) PUBLIC_REPOSITORY_ARN (ECR Public) REGISTRY_USER PASSWORD_PARAMETER PASSWORD_KEY_ARN (Docker Hub)
# writes: sbom/sbom.spdx.json
# calls: ecr:GetAuthorizationToken on * (with $REPOSITORY_NAME)
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:GetDownloadUrlForLayer on repository:$REPOSITORY_NAME
# calls: ecr-public:GetAuthorizationToken on * (with $PUBLIC_REPOSITORY_ARN)
# calls: sts:GetServiceBearerToken on * (with $PUBLIC_REPOSITORY_ARN)
# calls: ssm:GetParameter on parameter$PASSWORD_PARAMETER
# calls: kms:Decrypt on $PASSWORD_KEY_ARN
need REPOSITORY_URI DIGEST PLATFORM
# shellcheck disable=SC2153 # the job's own
[[ $DIGEST =~ ^sha256:[0-9a-f]{64}$ ]] || fail "asked for an image's digest in DIGEST, found something else; render the workflow again"

registry_login
# Not while it is built: what BuildKit attaches there is an index around the image, whose digest is another one. The usual
# builder writes no such list: https://docs.docker.com/build/metadata/attestations/sbom/
docker buildx create --driver docker-container --name fairlead-sbom >/dev/null ||
    fail "asked docker for a builder that lists what an image holds, it refused (its words are above)"
printf 'FROM %s\n' "$REPOSITORY_URI@$DIGEST" |
    docker buildx build --builder fairlead-sbom --platform "$PLATFORM" --attest type=sbom --output "type=local,dest=$scratch/listed" - ||
    fail "could not list what $REPOSITORY_URI@$DIGEST holds (docker's words are above)"
mkdir -p sbom
cp "$scratch/listed/sbom.spdx.json" sbom/ || fail "asked docker for sbom.spdx.json, found none"
say "The image has $(jq '.packages | length' sbom/sbom.spdx.json) packages, by sbom/sbom.spdx.json."
