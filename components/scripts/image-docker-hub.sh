# Functions for a repository on Docker Hub, named as for every registry. Each script lists in its own head what the
# functions it uses call.
# shellcheck disable=SC2034 # read by image-by-docker.sh
registry_name="Docker Hub"

# registry_login: once a job, also for what only reads. The token goes from aws to docker: it is on no command line, in no
# variable and in no file of ours.
registry_login() {
    [ ! -f "$scratch/logged-in" ] || return 0
    aws ssm get-parameter --name "$PASSWORD_PARAMETER" --with-decryption | jq -j .Parameter.Value |
        docker login --username "$REGISTRY_USER" --password-stdin >/dev/null ||
        fail "could not log in to Docker Hub as $REGISTRY_USER (the words of aws and docker are above); look whether parameter $PASSWORD_PARAMETER holds a token of that account, and whether this role may read it"
    touch "$scratch/logged-in"
}

# describe_scan DIGEST: leaves an empty list in $scratch/checks.json.
describe_scan() {
    echo '[]' >"$scratch/checks.json"
    say "Docker Hub is not asked what it knows of weaknesses in $1; the release goes on without a scan and says so."
}
