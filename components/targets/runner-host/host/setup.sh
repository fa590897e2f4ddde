# Behind the machine's own files: its users, its services, and what was live before this machine was there.
say "puts the services of this machine in place"
mkdir -p /etc/fairlead /var/lib/fairlead
printf '%s\n' "$HOST_ENV" >/etc/fairlead/host.env
id runner >/dev/null 2>&1 || useradd --create-home --shell /bin/bash runner
# Whoever may speak to docker is root here; jobs may start containers.
usermod --append --groups docker runner
chown root:docker /var/lib/fairlead
chmod 2775 /var/lib/fairlead
touch /var/lib/fairlead/lock
chmod 664 /var/lib/fairlead/lock
systemctl daemon-reload
systemctl enable --now fairlead-address fairlead-network fairlead-door fairlead-credentials
# A release that does not start here would not start on the next machine either, so this one stays; AWS may answer a minute later.
systemctl enable fairlead-restore
if ! /opt/fairlead/restore.sh; then
    say "could not bring back what was live; tries again each minute, until that or something else is here"
    systemctl start --no-block fairlead-restore
fi
touch /var/lib/fairlead/ready
if [ "$RUNNER" = yes ]; then
    systemctl enable fairlead-runner
    # Not waited for: where the broker has no runner for it yet, it asks again, and the machine takes releases meanwhile.
    systemctl start --no-block fairlead-runner
fi
say "this machine takes releases"
