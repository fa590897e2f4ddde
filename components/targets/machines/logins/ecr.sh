# Logs docker in to the line's own registry, under the role of this machine; the token goes from aws to docker and nowhere else.
aws ecr get-login-password --region "$REGISTRY_REGION" |
    docker login --username AWS --password-stdin "$REGISTRY" >/dev/null
