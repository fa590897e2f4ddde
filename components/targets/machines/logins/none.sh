# Logs docker in nowhere: whoever asks may pull what the line runs.
true
