# Last: an instance whose agent polls is deployed to, whatever else it still lacks.
say "installs version $AGENT of CodeDeploy's agent"
folder=$(mktemp -d)
retry fetch "$folder/install" "https://aws-codedeploy-$REGION.s3.$REGION.$DOMAIN/$INSTALLER/install"
chmod +x "$folder/install"
# Into a file: what it would write to a pipe stops it on Ubuntu,
# https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-install-ubuntu.html
retry "$folder/install" auto >"$folder/log" || {
    cat "$folder/log"
    exit 1
}
# Without tokens the metadata service answers nothing here; asked without one, the agent would fall silent late.
# https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-agent-configuration.html
# unverified: version 2 of the agent reads this file and this setting as version 1.8 does | fails as: nothing, while the metadata service answers only to tokens | settle: read codedeployagent.yml and the agent's log on an instance with version 2
configuration=/etc/codedeploy-agent/conf/codedeployagent.yml
mkdir -p /etc/codedeploy-agent/conf
touch "$configuration"
sed -i '/^:disable_imds_v1:/d' "$configuration"
echo ':disable_imds_v1: true' >>"$configuration"
systemctl enable codedeploy-agent
systemctl restart codedeploy-agent
