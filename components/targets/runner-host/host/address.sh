#!/bin/bash
# Gives this machine the address that credentials of the application have, and makes the token that they are given for. Before
# docker, which starts at once, with its own start, the containers that it had: one of them is shown the token.
set -euo pipefail
# unverified: containers reach an address of this machine's loopback by their gateway, and SDKs take it for one of AWS's
# | fails as: the application finds no credentials; its log says that the endpoint does not answer or is not allowed
# | settle: docker run curl http://169.254.170.2:51679/ on a host, which answers 401
ip address replace 169.254.170.2/32 dev lo
# Made anew with each start, for the application alone: its folder is root's, and docker shows the file to the container.
token=/run/fairlead/credentials/token
install -d -m 700 /run/fairlead/credentials
if [ ! -f "$token" ]; then
    # Docker makes a folder where it is asked to show what is not there.
    rm -rf "$token"
    head -c 32 /dev/urandom | sha256sum | cut -c 1-64 >"$token.next"
    chmod 444 "$token.next"
    mv "$token.next" "$token"
fi
