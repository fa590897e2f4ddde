#!/usr/bin/env bash
# The service runs as a user of its own, who must exist before files are given to it.
set -euo pipefail

id degrees >/dev/null 2>&1 || useradd --system --home-dir /opt/degrees --shell /usr/sbin/nologin degrees
