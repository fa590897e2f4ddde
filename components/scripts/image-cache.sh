# Defines cache_open: what each step of a Dockerfile has made is kept in the line's own repository, and the next build begins with it.
# reads: REPOSITORY_URI CACHE, optional REPOSITORY_NAME (ECR) REGISTRY_USER PASSWORD_PARAMETER PASSWORD_KEY_ARN (Docker Hub)
# calls: ecr:GetAuthorizationToken on * (with $REPOSITORY_NAME)
# calls: ecr:BatchCheckLayerAvailability on repository:$REPOSITORY_NAME
# calls: ecr:InitiateLayerUpload on repository:$REPOSITORY_NAME
# calls: ecr:UploadLayerPart on repository:$REPOSITORY_NAME
# calls: ecr:CompleteLayerUpload on repository:$REPOSITORY_NAME
# calls: ecr:PutImage on repository:$REPOSITORY_NAME
# calls: ecr:BatchGetImage on repository:$REPOSITORY_NAME
# calls: ecr:GetDownloadUrlForLayer on repository:$REPOSITORY_NAME
# calls: ssm:GetParameter on parameter$PASSWORD_PARAMETER
# calls: kms:Decrypt on $PASSWORD_KEY_ARN
need REPOSITORY_URI CACHE

# cache_open: leaves in cache_from and cache_to what a build says to docker, and has all further builds made by a builder that
# knows it; the usual one knows no such cache: https://docs.docker.com/build/cache/backends/registry/
# A cache that is not there is no reason to be red for docker: all of it can be made again. One that cannot be kept is.
cache_open() {
    registry_login
    # From AWS's registry, because Docker Hub limits pulls that are not logged in.
    # unverified: AWS's registry goes on having BuildKit under this name, which its pages do not promise | fails as: Build of a line with build.cache is red, with docker's words about the image | settle: docker pull public.ecr.aws/vend/moby/buildkit:buildx-stable-1
    docker buildx create --name fairlead-cache --driver docker-container \
        --driver-opt image=public.ecr.aws/vend/moby/buildkit:buildx-stable-1 >/dev/null ||
        fail "asked docker for a builder that keeps what it made, it refused (its words are above); take build.cache out until it answers"
    export BUILDX_BUILDER=fairlead-cache
    # shellcheck disable=SC2034 # read by whoever builds
    cache_from=--cache-from=type=registry,ref=$REPOSITORY_URI:cache
    # One image manifest: ECR takes no index of layers.
    # https://aws.amazon.com/blogs/containers/announcing-remote-cache-support-in-amazon-ecr-for-buildkit-clients/
    # shellcheck disable=SC2034 # read by whoever builds
    cache_to=--cache-to=type=registry,ref=$REPOSITORY_URI:cache,mode=max,image-manifest=true,oci-mediatypes=true
}
