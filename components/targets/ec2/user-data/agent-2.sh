# https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-version.html
version=$(/opt/codedeploy-agent/bin/codedeploy-agent --version)
