#!/bin/bash
# Hands the application to systemd, which starts it again when it ends, and when the machine is started.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=/dev/null
. ./deploy.env
unit=/etc/systemd/system/fairlead-app.service
systemctl stop fairlead-app >/dev/null 2>&1 || true
# Whatever has the port now is not ours, would keep the application from it, and answer in its place.
refused=0
curl --silent --output /dev/null --max-time 2 "http://127.0.0.1:$PORT/" || refused=$?
[ "$refused" = 7 ] || {
    echo "asked for port $PORT of this machine, another program listens there; stop it in ApplicationStop, or set another port of the line"
    exit 1
}
cp fairlead-app.service "$unit"
rm -rf "$unit.d"
if [ "$PORT" -lt 1024 ]; then
    # The application is not root, for whom alone these ports are.
    mkdir -p "$unit.d"
    printf '[Service]\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n' >"$unit.d/port.conf"
fi
systemctl daemon-reload
systemctl enable fairlead-app
systemctl start fairlead-app
