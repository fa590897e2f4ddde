#!/bin/bash
# Hands the application to systemd, which starts it again when it ends, and when the machine is started.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=/dev/null
. ./deploy.env
unit=/etc/systemd/system/fairlead-app.service
cp fairlead-app.service "$unit"
rm -rf "$unit.d"
if [ "$PORT" -lt 1024 ]; then
    # The application is not root, for whom alone these ports are.
    mkdir -p "$unit.d"
    printf '[Service]\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n' >"$unit.d/port.conf"
fi
systemctl daemon-reload
systemctl enable fairlead-app
systemctl restart fairlead-app
