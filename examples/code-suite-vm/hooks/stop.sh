#!/usr/bin/env bash
# CodeDeploy runs this file of the revision that was deployed before: what fails here stops every later deployment. It
# succeeds where nothing runs.
set -euo pipefail

# For good: what comes next shall not find it beside itself when the machine starts again.
if [ -f /etc/systemd/system/degrees.service ]; then
    systemctl disable degrees
    systemctl stop degrees
fi
