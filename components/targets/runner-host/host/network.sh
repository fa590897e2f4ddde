#!/bin/bash
# Closes the metadata service to everybody but root, and with it this machine's role: to the runner's user, to its jobs, and
# to containers, whichever network they are in. And gives this machine the address that credentials of the application have.
set -euo pipefail
# close CHAIN RULE...
close() {
    iptables -w -C "$@" 2>/dev/null || iptables -w -I "$@"
}
close OUTPUT -d 169.254.169.254/32 -m owner ! --uid-owner 0 -j REJECT
# Docker's own chain for such rules: https://docs.docker.com/engine/network/packet-filtering-firewalls/
close DOCKER-USER -d 169.254.169.254/32 -j REJECT
# unverified: containers reach an address of this machine's loopback by their gateway, and SDKs take it for one of AWS's
# | fails as: the application finds no credentials; its log says that the endpoint does not answer or is not allowed
# | settle: docker run curl http://169.254.170.2:51679/ on a host, which answers 401
ip address replace 169.254.170.2/32 dev lo
# Made anew with each start, for the application alone: its folder is root's, and docker shows the file to the container.
install -d -m 700 /run/fairlead/credentials
if [ ! -s /run/fairlead/credentials/token ]; then
    head -c 32 /dev/urandom | sha256sum | cut -c 1-64 >/run/fairlead/credentials/token
    chmod 444 /run/fairlead/credentials/token
fi
