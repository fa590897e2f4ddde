#!/bin/bash
# What systemd starts: the command of the line's settings, with the variables of the line's settings.
set -euo pipefail
# shellcheck source=/dev/null
. fairlead/deploy.env
# As docker reads such a file: a line is a variable, and nothing in it means anything to a shell.
while IFS= read -r line; do
    export "${line?}"
done <fairlead/app.env
exec /bin/bash -c "$START"
