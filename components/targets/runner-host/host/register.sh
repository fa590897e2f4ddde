#!/bin/bash
# Gets a runner ready for one job: GitHub's configuration for it, by way of the broker, and a fresh copy of the runner itself.
# As root, for the metadata service and what the broker leaves are closed to the runner's user.
set -euo pipefail
# shellcheck source=/dev/null
. /etc/fairlead/host.env
umask 077
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say() { printf '%s\n' "$*"; }
fail() {
    printf 'red: %s\n' "$*" >&2
    exit 1
}
# fetch FILE URL
fetch() { wget -q --timeout=60 --tries=3 -O "$1" "$2"; }

# metadata PATH
metadata() {
    curl --silent --fail --max-time 10 --header "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/$1"
}

# ask: has the broker register this machine, which it knows by a signature of AWS's; leaves its answer in $scratch/answer.json.
ask() {
    local token role
    token=$(curl --silent --fail --max-time 10 --request PUT --header "X-aws-ec2-metadata-token-ttl-seconds: 60" "http://169.254.169.254/latest/api/token")
    role=$(metadata meta-data/iam/security-credentials/)
    metadata "meta-data/iam/security-credentials/$role" | python3 /opt/fairlead/sign.py "$REGION" "$DOMAIN" "$AUDIENCE" >"$scratch/asked.json"
    aws lambda invoke --region "$REGION" --function-name "$BROKER" --cli-binary-format raw-in-base64-out \
        --payload "file://$scratch/asked.json" "$scratch/answer.json" >"$scratch/invoked.json" ||
        fail "asked the broker for a runner, Lambda refused (its words are above)"
    jq -e 'has("FunctionError") | not' "$scratch/invoked.json" >/dev/null ||
        fail "asked the broker for a runner: $(jq -r '.errorMessage // "it failed, see its log"' "$scratch/answer.json")"
}

# take_runner: the version that GitHub names as its newest, unless it is here; by its checksum.
take_runner() {
    local version url sha256 kept
    IFS=$'\t' read -r version url sha256 < <(jq -r '.runner | [.version, .url, .sha256] | @tsv' "$scratch/answer.json")
    [[ $version =~ ^[0-9.]+$ && $sha256 =~ ^[0-9a-f]{64}$ ]] || fail "asked the broker for a version of the runner, found none"
    kept=/var/lib/fairlead-runner/$version.tar.gz
    if ! sha256sum --check --status <<<"$sha256  $kept" 2>/dev/null; then
        say "fetches version $version of the runner"
        mkdir -p /var/lib/fairlead-runner
        fetch "$scratch/runner.tar.gz" "$url" || fail "asked GitHub for version $version of the runner, got no answer"
        sha256sum --check --status <<<"$sha256  $scratch/runner.tar.gz" ||
            fail "asked for version $version of the runner with the checksum $sha256, found another"
        rm -f /var/lib/fairlead-runner/*
        mv "$scratch/runner.tar.gz" "$kept"
    fi
    # Nothing of the last job is left in the runner's own folder.
    rm -rf /home/runner/actions
    mkdir -p /home/runner/actions
    tar -xzf "$kept" -C /home/runner/actions
    chown -R runner:runner /home/runner/actions
}

# take_configuration: what the broker left, once; the runner's unit reads it.
take_configuration() {
    local parameter configuration
    parameter=$(jq -r .parameter "$scratch/answer.json")
    [[ $parameter == "$PARAMETERS"i-* ]] || fail "asked the broker for a parameter below $PARAMETERS, found $parameter"
    configuration=$(aws ssm get-parameter --region "$REGION" --name "$parameter" --with-decryption --output text --query Parameter.Value) ||
        fail "asked for $parameter, Systems Manager refused (its words are above)"
    aws ssm delete-parameter --region "$REGION" --name "$parameter" ||
        fail "asked to delete $parameter, Systems Manager refused (its words are above)"
    mkdir -p /run/fairlead
    # https://github.com/actions/runner/blob/main/src/Runner.Listener/CommandSettings.cs
    # unverified: the runner takes its configuration from this variable, and not from the command line alone | fails as: fairlead-runner ends at once, the runner asks for a configuration | settle: journalctl -u fairlead-runner on a host with a runner
    printf 'ACTIONS_RUNNER_INPUT_JITCONFIG=%s\n' "$configuration" >/run/fairlead/runner.env
}

ask
take_runner
take_configuration
