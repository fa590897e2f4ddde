#!/bin/bash
# Proves that the application answers on this machine, within three minutes; slow starters are given that long.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=/dev/null
. ./deploy.env
# shellcheck source=/dev/null
. ./last-words.sh

answer=none
for _ in $(seq 1 90); do
    answer=$(curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}' "http://127.0.0.1:$PORT$HEALTH_PATH" || true)
    [ "$answer" != 200 ] || exit 0
    sleep 2
done
echo "asked http://127.0.0.1:$PORT$HEALTH_PATH for 200, got $answer for three minutes; the application's last words:"
last_words
exit 1
