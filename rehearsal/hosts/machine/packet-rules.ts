// `iptables` and `ip address` of a host, as far as they close the metadata service to some of its users: nothing else of a
// network is here that a rule could change. What asks the service asks these rules first.
// https://manpages.ubuntu.com/manpages/noble/en/man8/iptables.8.html
import { LINK_LOCAL, METADATA } from "./ports";

const RULES = "/var/lib/fairlead-rules";
/** To whom the service is closed, in the words of a rule. */
const CLOSED = `OUTPUT -d ${METADATA}/32 -m owner ! --uid-owner 0 -j REJECT`;
const CHAINS = "INPUT | OUTPUT | FORWARD | DOCKER-USER";

/** Ends a program in the words of its own, where the service is closed to who runs it. */
export function ifClosed(then: string): string {
    return `if [ "$EUID" != 0 ] && grep -qxF -- ${JSON.stringify(CLOSED)} ${RULES} 2>/dev/null; then ${then}; fi`;
}

export const IPTABLES = `#!/bin/bash
[ "$EUID" = 0 ] || { echo "iptables: Permission denied (you must be root)" >&2; exit 4; }
[ "$1" != -w ] || shift
does=$1
chain=$2
shift 2
case $chain in ${CHAINS}) ;; *) echo "iptables: No chain/target/match by that name." >&2; exit 1 ;; esac
[[ $1 =~ ^[0-9]+$ ]] && shift
case $does in
-C) grep -qxF -- "$chain $*" ${RULES} 2>/dev/null || { echo "iptables: Bad rule (does a matching rule exist in that chain?)." >&2; exit 1; } ;;
-A | -I)
    case "$*" in
    "-d ${METADATA}/32 -m owner ! --uid-owner 0 -j REJECT" | "-d ${METADATA}/32 -j REJECT") printf '%s\\n' "$chain $*" >>${RULES} ;;
    *) echo "iptables: not rehearsed: $chain $*" >&2; exit 1 ;;
    esac ;;
*) echo "iptables: not rehearsed: $does" >&2; exit 1 ;;
esac
`;

/** The one address that a host may give itself it has already; it takes root to ask for it. */
export const IP = `#!/bin/bash
case "$*" in
"address replace ${LINK_LOCAL}/32 dev lo" | "addr replace ${LINK_LOCAL}/32 dev lo") [ "$EUID" = 0 ] || { echo "RTNETLINK answers: Operation not permitted" >&2; exit 2; } ;;
*) for folder in /run/fairlead/bin /run/fairlead/sbin; do [ ! -x $folder/ip ] || exec $folder/ip "$@"; done; echo "ip: not rehearsed: $*" >&2; exit 1 ;;
esac
`;
