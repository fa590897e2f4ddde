import type { Fidelity } from "../engine/fidelity";

export const hostFidelity: Fidelity = {
    executed:
        "user data as root, once; systemd's services from /etc/systemd/system; containers of docker; ports; shutdown; aws:runShellScript",
    stoodIn:
        "Amazon Linux 2023 and Ubuntu 24.04, by those of their programs that this machine has; dnf, apt-get, dpkg, snap, systemctl, journalctl, docker, iptables, the metadata service, CloudWatch's agent",
    notRehearsed:
        "other images, packages, lines of a unit and options, which are refused by name; reboots, timers, disks; ports below 1024, which every user may have; files that docker only shows to a container",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
};

export const agentFidelity: Fidelity = {
    executed:
        "the AppSpec's files, permissions, file_exists_behavior and hooks, with their users, times and variables; the revision before, whose stop scripts run; the agent's folders",
    stoodIn: "versions 2.0.0 and 1.8.1, which read an AppSpec alike here",
    notRehearsed: "acls and context in permissions; Windows; bundles that are no zip",
    source: "https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html",
};
