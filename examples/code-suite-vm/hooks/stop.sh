#!/usr/bin/env bash
# CodeDeploy runs this file of the revision that was deployed before: what fails here stops every later deployment. It
# succeeds where nothing runs.
set -euo pipefail

if systemctl is-active --quiet degrees; then
    systemctl stop degrees
fi
