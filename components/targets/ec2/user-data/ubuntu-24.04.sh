say "installs ${PACKAGES[*]}"
export DEBIAN_FRONTEND=noninteractive
retry apt-get update
retry apt-get install -y "${PACKAGES[@]}"
# In no repository of Ubuntu's:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/download-CloudWatch-Agent-on-EC2-Instance-commandline-first.html
package=$(mktemp -d)/amazon-cloudwatch-agent.deb
retry wget -q -O "$package" "https://amazoncloudwatch-agent-$REGION.s3.$REGION.$DOMAIN/ubuntu/$PROCESSOR/latest/amazon-cloudwatch-agent.deb"
dpkg -i -E "$package"
