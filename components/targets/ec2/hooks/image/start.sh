#!/bin/bash
# Takes the place of the container that runs, if one does.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=/dev/null
. ./deploy.env

options=(--env-file app.env --publish "$PORT:$CONTAINER_PORT")
command=()
if [ "$PLACEHOLDER" = true ]; then
    mapfile -t command <placeholder.txt
    # It forks for each answer, and nobody else would wait for what has ended.
    options+=(--init)
fi
docker stop --time 30 app >/dev/null 2>&1 || true
docker rm --force app >/dev/null 2>&1 || true
# It comes back by itself, also after this machine was started again.
docker run --detach --name app --restart unless-stopped "${options[@]}" "$IMAGE" "${command[@]}"
# Images of earlier releases fill the disk. Only now: docker goes by when an image was built, however lately it was pulled, and
# leaves what a container uses.
docker image prune --all --force --filter "until=24h" >/dev/null || true
