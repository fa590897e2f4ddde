# Takes a release on this host: what Prepare wrote, by a command of Systems Manager.
# reads: optional DEPLOYMENT
# takes: host.json, without a DEPLOYMENT
# calls: nothing
if [ -n "${DEPLOYMENT:-}" ]; then base64 --decode <<<"$DEPLOYMENT" >"$scratch/host.json"; else cp host.json "$scratch/host.json"; fi
jq -e '.format == 1' "$scratch/host.json" >/dev/null || fail "asked for a deployment of format 1, found another; update this stack"
# A machine that has just started still installs what it needs: 15 minutes.
for attempt in $(seq 0 180); do
    [ ! -e "$state/ready" ] || break
    [ "$attempt" != 180 ] || fail "asked for a machine that takes releases, its user data has not come to its end in 15 minutes; look at its log"
    sleep 5
done
host_alone
host_switch "$scratch/host.json"
