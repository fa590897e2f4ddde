say "installs the AWS command line, with which a hook logs in to the registry"
# Amazon Linux brings it, Ubuntu 24.04 has no package of it: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html
retry snap install aws-cli --classic
