# Defines what validate.sh asks of the application, which systemd runs.
runs() { systemctl is-active --quiet fairlead-app; }
# How often it has ended since start.sh.
ended() { systemctl show --property=NRestarts --value fairlead-app; }
# What it printed last.
last_words() { tail -n 50 /var/log/fairlead/app.log 2>&1 || true; }
