# Defines what validate.sh asks of the application, which docker runs.
runs() { [ "$(docker inspect --format '{{.State.Status}} {{.Config.Image}}' app 2>/dev/null)" = "running $IMAGE" ]; }
# How often it has ended since start.sh.
ended() { docker inspect --format '{{.RestartCount}}' app 2>/dev/null || echo 0; }
# What it printed last.
last_words() { docker logs --tail 50 app 2>&1 || true; }
