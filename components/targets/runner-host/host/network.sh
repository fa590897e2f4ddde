#!/bin/bash
# Closes the metadata service to everybody but root, and with it this machine's role: to the runner's user, to what its jobs
# run as that user, and to containers in networks of docker's. Not to a container that is root in this machine's own network
# (`docker run --network host`): whoever may start one is root here, and may take these rules away as well.
set -euo pipefail
# close CHAIN RULE...
close() {
    iptables -w -C "$@" 2>/dev/null || iptables -w -I "$@"
}
close OUTPUT -d 169.254.169.254/32 -m owner ! --uid-owner 0 -j REJECT
# Docker's own chain for such rules: https://docs.docker.com/engine/network/packet-filtering-firewalls/
close DOCKER-USER -d 169.254.169.254/32 -j REJECT
