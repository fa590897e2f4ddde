# Logs docker in to Docker Hub by the token that this machine's role may read; the token goes from aws to docker and nowhere else.
aws ssm get-parameter --region "$REGISTRY_REGION" --name "$PASSWORD_PARAMETER" --with-decryption --output text --query Parameter.Value |
    docker login --username "$REGISTRY_USER" --password-stdin >/dev/null
