say "installs ${PACKAGES[*]}"
export DEBIAN_FRONTEND=noninteractive
# Ubuntu's own updates hold the lock of a machine that has just started, and apt-get waits for it only where it is told to; an
# update that could not reach its index ends well all the same, unless every error counts:
# https://manpages.ubuntu.com/manpages/noble/en/man8/apt-get.8.html
retry apt-get -o DPkg::Lock::Timeout=300 update --error-on=any
retry apt-get -o DPkg::Lock::Timeout=300 install -y "${PACKAGES[@]}"
# In no repository of Ubuntu's:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/download-CloudWatch-Agent-on-EC2-Instance-commandline-first.html
package=$(mktemp -d)/amazon-cloudwatch-agent.deb
retry fetch "$package" "https://amazoncloudwatch-agent-$REGION.s3.$REGION.$DOMAIN/ubuntu/$PROCESSOR/latest/amazon-cloudwatch-agent.deb"
retry dpkg -i -E "$package"
