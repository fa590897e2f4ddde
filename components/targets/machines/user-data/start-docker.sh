say "starts docker"
systemctl enable --now docker
