# Its command knows no --version: https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-version.html
version=$(cat /opt/codedeploy-agent/.version)
