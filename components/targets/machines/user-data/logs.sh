say "sends its logs to $LOG_GROUP"
printf '%s\n' "$LOGS" >/opt/aws/amazon-cloudwatch-agent/etc/fairlead.json
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s \
    -c file:/opt/aws/amazon-cloudwatch-agent/etc/fairlead.json
