# Refuses an image in which the registry's scan found more weaknesses than the line takes.
# reads: REPOSITORY_URI DIGEST MOST_CRITICAL, optional MOST_HIGH REPOSITORY_NAME (ECR) PUBLIC_REPOSITORY_ARN (ECR Public) REGISTRY_USER PASSWORD_PARAMETER PASSWORD_KEY_ARN (Docker Hub)
# calls: ecr:DescribeImageScanFindings on repository:$REPOSITORY_NAME
# calls: inspector2:ListCoverage on * (with $REPOSITORY_NAME)
# calls: inspector2:ListFindings on * (with $REPOSITORY_NAME)
need REPOSITORY_URI DIGEST MOST_CRITICAL
# shellcheck disable=SC2153 # the job's own
[[ $DIGEST =~ ^sha256:[0-9a-f]{64}$ ]] || fail "asked for an image's digest in DIGEST, found something else; render the workflow again"

describe_scan "$DIGEST"
# An image without a finished scan passes here: its release says that it has none, to the person who approves it.
refuse_weak "$REPOSITORY_URI@$DIGEST"
