# Defines last_words: what the application printed last.
last_words() { docker logs --tail 50 app 2>&1 || true; }
