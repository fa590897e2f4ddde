say "installs ${PACKAGES[*]}"
retry dnf install -y "${PACKAGES[@]}" amazon-cloudwatch-agent
