#!/bin/bash
# Hands the application to systemd, which starts it again when it ends, and when the machine is started.
set -euo pipefail
cd "$(dirname "$0")"
cp fairlead-app.service /etc/systemd/system/fairlead-app.service
systemctl daemon-reload
systemctl enable fairlead-app
systemctl restart fairlead-app
