#!/bin/bash
# Proves that this release answers on this machine, within three minutes; slow starters are given that long.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=/dev/null
. ./deploy.env
# shellcheck source=/dev/null
. ./application.sh

answer=none
times=0
for _ in $(seq 1 90); do
    answer=$(curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}' "http://127.0.0.1:$PORT$HEALTH_PATH" || true)
    # Whatever else has the port answers as well.
    if [ "$answer" = 200 ] && runs; then exit 0; fi
    # What cannot run at all ends again and again, and waiting changes nothing.
    times=$(ended)
    [ "$times" -lt 5 ] || break
    sleep 2
done
found="got $answer for three minutes"
[ "$answer" != 200 ] || found="got it from something else, for this release does not run"
[ "$times" -lt 5 ] || found="got $answer, and this release ended $times times"
echo "asked http://127.0.0.1:$PORT$HEALTH_PATH for 200, $found; the application's last words:"
last_words
exit 1
