say "docker keeps its logs small"
# Files and not CloudWatch's own driver: with that no container starts while CloudWatch cannot be reached. It stands
# here before docker does, because Ubuntu starts docker as it installs it.
mkdir -p /etc/docker
cat >/etc/docker/daemon.json <<'JSON'
{ "log-driver": "json-file", "log-opts": { "max-size": "10m", "max-file": "3" } }
JSON
