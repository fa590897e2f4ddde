say "keeps the application's output in /var/log/fairlead, and not for ever"
mkdir -p /var/log/fairlead
cat >/etc/logrotate.d/fairlead <<'ROTATION'
/var/log/fairlead/*.log {
    size 10M
    rotate 3
    copytruncate
    missingok
}
ROTATION
systemctl enable --now logrotate.timer
