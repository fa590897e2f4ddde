# Defines last_words: what the application printed last.
last_words() { tail -n 50 /var/log/fairlead/app.log 2>&1 || true; }
