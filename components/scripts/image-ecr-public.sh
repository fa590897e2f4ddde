# Functions for a repository of ECR Public, named as for every registry. Each script lists in its own head what the
# functions it uses call.
# shellcheck disable=SC2034 # read by image-by-docker.sh
registry_name="ECR Public"

# unverified: docker finds an image under its tag, and by its digest, as soon as its push has ended | fails as: Build or Publish is red with "nothing under that name" | settle: docker push to a public repository, then at once docker buildx imagetools inspect of it

# registry_login: once a job, also for what only reads: who is logged in may look far more often. Whatever the region of the
# rest, the token comes from us-east-1, and it goes from aws to docker and nowhere else:
# https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html
registry_login() {
    [ ! -f "$scratch/logged-in" ] || return 0
    aws ecr-public get-login-password --region us-east-1 |
        docker login --username AWS --password-stdin public.ecr.aws >/dev/null ||
        fail "could not log in to public.ecr.aws (the words of aws and docker are above); ecr-public:GetAuthorizationToken or sts:GetServiceBearerToken may be missing, or docker does not run in this job"
    touch "$scratch/logged-in"
}

# describe_scan DIGEST: leaves an empty list in $scratch/checks.json.
describe_scan() {
    echo '[]' >"$scratch/checks.json"
    say "ECR Public scans nothing, $1 neither; the release goes on without a scan and says so."
}
