# Says in one line of JSON what this machine has and runs; it changes nothing. No other word: Systems Manager puts what goes
# to the second stream behind the first one.
set -u
state=/opt/codedeploy-agent/deployment-root
# Where the agent notes which revision it installed last:
# https://github.com/aws/aws-codedeploy-agent/blob/master/lib/instance_agent/plugins/codedeploy/command_executor.rb
# unverified: version 2 of the agent keeps its notes in the folders and files that version 1.8 keeps them in
# | fails as: Verify is red on every machine with version 2, which "has release none"
# | settle: ls /opt/codedeploy-agent/deployment-root/deployment-instructions on a machine with version 2, after a deployment
installed=$(cat "$state/deployment-instructions/${GROUP_ID}_last_successful_install" 2>/dev/null)
deployed=$({ tr -d '\n' <"$installed/deployment-archive/deployment.json"; } 2>/dev/null)
answer=$(curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}' "http://127.0.0.1:$PORT$HEALTH_PATH")
image=""
# Without a template: two braces mean a parameter to Systems Manager.
[ "$CARRIES" != image ] || image=$(docker inspect app 2>/dev/null | sed -n 's/^ *"Image": "\([^"]*@sha256:[0-9a-f]*\)",*$/\1/p' | head -n 1)
printf '{"deployed": %s, "answer": "%s", "image": "%s"}\n' "${deployed:-null}" "$answer" "$image"
