#!/bin/bash
# Stops the application. Where none runs that is so already: a stop that fails would stand in the way of every later release.
set -euo pipefail
unit=/etc/systemd/system/fairlead-app.service
[ -f "$unit" ] || exit 0
# For good: whatever the next revision starts shall not find this one beside it when the machine starts again.
systemctl disable fairlead-app || true
systemctl stop fairlead-app || true
