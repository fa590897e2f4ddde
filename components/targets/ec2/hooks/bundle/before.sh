#!/bin/bash
# The application runs under a name of its own, which may change nothing here.
set -euo pipefail
id app >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin app
mkdir -p /var/log/fairlead
# Where the line ran images before: a container would hold the port, and answer in the place of this release.
! command -v docker >/dev/null || docker rm --force app >/dev/null 2>&1 || true
