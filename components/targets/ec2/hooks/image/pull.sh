#!/bin/bash
# Fetches the release's image, by its digest, while the one before still serves.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=/dev/null
. ./deploy.env

# No password stays on this machine: what docker is told is forgotten with the folder.
DOCKER_CONFIG=$(mktemp -d)
export DOCKER_CONFIG
trap 'rm -rf "$DOCKER_CONFIG"' EXIT
if [ "$PLACEHOLDER" != true ]; then
    # shellcheck source=/dev/null
    . ./login.sh
fi
for attempt in 1 2 3 4 5; do
    ! docker pull --quiet "$IMAGE" || break
    [ "$attempt" != 5 ] || {
        echo "could not pull $IMAGE"
        exit 1
    }
    sleep "$((attempt * 5))"
done
