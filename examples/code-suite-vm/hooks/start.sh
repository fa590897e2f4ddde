#!/usr/bin/env bash
# systemd keeps it running from here on, also after the machine was started again.
set -euo pipefail

systemctl daemon-reload
systemctl enable degrees
systemctl restart degrees
