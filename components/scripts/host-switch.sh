# Functions for the host itself: it takes a release, by its digest, beside the one that is live. As root.
state=/var/lib/fairlead
app_token=/run/fairlead/credentials/token
# This shell's machine stays, and what it wrote meanwhile is nobody's: a login, settings.
trap 'rm -rf "$scratch"' EXIT
# Where the two containers answer, of which one is live; no client gets there, and Linux gives these ports to nobody.
declare -A slots=([blue]=61001 [green]=61002)

# host_login: by the script that belongs to the line's registry; no password stays on this machine.
host_login() {
    local by name value
    DOCKER_CONFIG=$(mktemp -d -p "$scratch")
    export DOCKER_CONFIG
    by=$(jq -r .login.by "$1")
    [[ $by =~ ^[a-z-]+$ ]] || fail "asked how docker logs in, found $by; run \`pulumi up\`"
    while IFS=$'\t' read -r name value; do
        [[ $name =~ ^[A-Z_]+$ ]] || fail "asked how docker logs in, found $name; run \`pulumi up\`"
        export "$name=$value"
    done < <(jq -r '.login.env | to_entries[] | [.key, .value] | @tsv' "$1")
    # shellcheck source=/dev/null
    . "/opt/fairlead/logins/$by.sh"
}

# host_pull IMAGE
host_pull() {
    local attempt
    for attempt in 1 2 3 4 5; do
        ! docker pull --quiet "$1" || return 0
        [ "$attempt" = 5 ] || sleep "$((attempt * 5))"
    done
    fail "could not pull $1 (docker's words are above); what was live before still answers"
}

# host_answers PORT PATH: three minutes, and no longer where the container ends again and again.
host_answers() {
    local attempt container=${3:-} ended
    answer=none
    for attempt in $(seq 1 90); do
        answer=$(curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}' "http://127.0.0.1:$1$2" || true)
        [ "$answer" != 200 ] || return 0
        ended=0
        [ -z "$container" ] || ended=$(docker inspect "$container" 2>/dev/null | jq '.[0].RestartCount // 0')
        [ "${ended:-0}" -lt 5 ] || return 1
        [ "$attempt" = 90 ] || sleep 2
    done
    return 1
}

# host_lead PORT TO: the door reads it for whoever comes next.
host_lead() {
    jq -n --argjson port "$1" --argjson to "$2" '{port: $port, to: $to}' >"$state/live.next"
    mv "$state/live.next" "$state/live.json"
}

# host_alone: until this shell ends, no other release comes.
host_alone() {
    exec 9>>"$state/lock"
    flock -w 1800 9 || fail "asked for this machine, another release has been on its way for half an hour"
}

# host_switch FILE: behind host_alone.
host_switch() {
    local file=$1 image port inside path draining placeholder was slot options command
    IFS=$'\t' read -r image port inside path draining placeholder < <(jq -r '[.image, .port, .containerPort, .healthPath, .drainingSeconds, .placeholder] | map(tostring) | @tsv' "$file")
    [[ $image =~ @sha256:[0-9a-f]{64}$ ]] || fail "asked for an image by its digest, found $image"
    [[ $port/$inside/$draining =~ ^[0-9]+/[0-9]+/[0-9]+$ ]] || fail "asked for ports, found $port and $inside; run \`pulumi up\`"
    was=$(jq -r '.container // ""' "$state/deployed.json" 2>/dev/null || true)
    slot=blue
    [ "$was" != app-blue ] || slot=green

    [ "$placeholder" = true ] || host_login "$file"
    host_pull "$image"
    jq -r '{PORT: (.containerPort | tostring)} + .environmentVariables | to_entries[] | "\(.key)=\(.value)"' "$file" >"$scratch/app.env"
    options=(--env-file "$scratch/app.env" --publish "127.0.0.1:${slots[$slot]}:$inside")
    command=()
    if [ "$placeholder" = true ]; then
        mapfile -t command < <(jq -r '.command[]' "$file")
        # It forks for each answer, and nobody else would wait for what has ended.
        options+=(--init)
    else
        # A mount and no volume: it is refused where the token is not there, and a folder is made for a volume.
        options+=(--env AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.2:51679/
            --env "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=$app_token"
            --mount "type=bind,source=$app_token,target=$app_token,readonly")
    fi
    docker rm --force "app-$slot" >/dev/null 2>&1 || true
    docker run --detach --name "app-$slot" --restart unless-stopped "${options[@]}" "$image" "${command[@]}" >/dev/null ||
        fail "could not start $image (docker's words are above); what was live before still answers"
    if ! host_answers "${slots[$slot]}" "$path" "app-$slot"; then
        say "The new container's last words:"
        docker logs --tail 50 "app-$slot" 2>&1 || true
        docker rm --force "app-$slot" >/dev/null 2>&1 || true
        fail "asked $image for 200 at $path, got $answer; it is gone again, and what was live before still answers"
    fi
    [ ! -f "$state/live.json" ] || cp --remove-destination "$state/live.json" "$state/live.before"
    host_lead "$port" "${slots[$slot]}"
    if ! host_answers "$port" "$path"; then
        [ ! -f "$state/live.before" ] || mv "$state/live.before" "$state/live.json"
        docker rm --force "app-$slot" >/dev/null 2>&1 || true
        fail "asked this machine for 200 at $port$path, got $answer, though the container answers; look at the journal of fairlead-door"
    fi
    jq --arg container "app-$slot" '{release, blueprint, container: $container}' "$file" >"$state/deployed.next"
    mv "$state/deployed.next" "$state/deployed.json"
    say "$image answers at port $port."
    if [ -n "$was" ]; then
        # It is told to end (SIGTERM) at once, and ended after that long; answers under way end with it at the latest.
        docker stop --time "$draining" "$was" >/dev/null 2>&1 || true
        docker rm --force "$was" >/dev/null 2>&1 || true
    fi
    # Images of earlier releases fill the disk; docker leaves what a container uses.
    docker image prune --all --force --filter "until=24h" >/dev/null || true
}
