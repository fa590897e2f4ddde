#!/bin/bash
# The application runs under a name of its own, which may change nothing here.
set -euo pipefail
id app >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin app
mkdir -p /var/log/fairlead
