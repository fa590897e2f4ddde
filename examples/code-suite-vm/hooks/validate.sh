#!/usr/bin/env bash
# The release is good once it answers; half a minute is long for a program that starts in one second.
set -euo pipefail

for _ in $(seq 30); do
    if curl --silent --show-error --fail --max-time 2 http://127.0.0.1:8080/health; then
        exit 0
    fi
    sleep 1
done
systemctl status degrees --no-pager || true
exit 1
