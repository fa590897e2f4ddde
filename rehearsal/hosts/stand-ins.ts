// The programs of a host that are not this machine's own: those that ask the engine, and small ones that stand in front of
// what this machine has.
import { clientOf } from "../jobs/clients";
import { RUNNER_PROGRAM } from "../services/github-runners";
import { isolationSupport } from "../sandbox/isolation-support";
import { IP, IPTABLES, ifClosed } from "./machine/packet-rules";
import { METADATA, PORTS } from "./machine/ports";
import type { System } from "./systems";

/** Where a host sees all programs of this machine, of which its own are taken. */
export const MACHINE = ["/run/fairlead/bin", "/run/fairlead/sbin"];

const ROOT_ONLY = ["shutdown", "poweroff", "halt", "reboot"];
const PACKAGES = {
    dnf: { asks: ["rpm", "aws"], changes: ["dnf", "yum"] },
    apt: { asks: ["dpkg"], changes: ["apt", "apt-get", "snap"] },
};

/** A program whose every word the engine answers. */
export function asking(program: string, first = ""): string {
    return clientOf(program, { port: PORTS.commands, word: "-" }, first);
}

/** What systemd answers to whoever is not root: https://www.freedesktop.org/software/systemd/man/latest/systemctl.html */
const SYSTEMCTL = `case " $* " in
*" status "* | *" is-active "* | *" is-enabled "* | *" is-failed "* | *" show "* | *" cat "*) ;;
*) [ "$EUID" = 0 ] || { echo "Failed to reach the system manager: Access denied" >&2; exit 4; } ;;
esac
`;

/** What a program says first to whoever is not root. */
export const rootOnly = (words: string) => `[ "$EUID" = 0 ] || { echo ${JSON.stringify(words)} >&2; exit 1; }\n`;

/** By their paths. */
export function standIns({ packages }: System): Readonly<Record<string, string>> {
    const { asks, changes } = PACKAGES[packages];
    const byName = (names: readonly string[], text: (name: string) => string) =>
        names.map((name) => [`usr/bin/${name}`, text(name)] as const);
    return Object.fromEntries([
        ...byName(["journalctl", ...asks], (name) => asking(name)),
        ...byName(["systemctl", "service"], (name) => asking(name, SYSTEMCTL)),
        ...byName([...ROOT_ONLY, ...changes], (name) => asking(name, rootOnly(`${name}: permission denied`))),
        ...byName(["curl", "wget"], downloader),
        ["usr/bin/sudo", SUDO],
        [`usr/bin/${RUNNER_PROGRAM}`, asking(RUNNER_PROGRAM)],
        ["usr/sbin/iptables", IPTABLES],
        ["usr/sbin/ip", IP],
        // What user data waits for is AWS's time, as in a job.
        ["usr/lib/fairlead/boot/sleep", asking("sleep")],
        ...(isolationSupport().user ? ALONE : []),
    ]);
}

/** Metadata and AWS's own buckets of programs are answered by the engine; everything else is asked as it is. */
function downloader(name: string): string {
    return `#!/bin/bash
words=()
bucket='^https://((aws-codedeploy|amazoncloudwatch-agent)-[a-z0-9-]+|amazoncloudwatch-agent)[.]s3[.-]([a-z0-9-]+[.])?amazonaws[.]com([.]cn)?/(.+)$'
metadata='^(http://)?${METADATA.replaceAll(".", "[.]")}(/.*)$'
path='^https://s3[.-]([a-z0-9-]+[.])?amazonaws[.]com([.]cn)?/((aws-codedeploy|amazoncloudwatch-agent).*)$'
runner='^https://github[.]com/(actions/runner/releases/download/.+)$'
while [ $# -gt 0 ]; do
    word=$1
    shift
    if [[ $word =~ $metadata ]]; then
        ${ifClosed(`echo "${name}: (7) Failed to connect to ${METADATA} port 80: Connection refused" >&2; exit 7`)}
        word=http://127.0.0.1:${PORTS.metadata}\${BASH_REMATCH[2]}
    elif [[ $word =~ $bucket ]]; then word=http://127.0.0.1:${PORTS.downloads}/\${BASH_REMATCH[1]}/\${BASH_REMATCH[5]}
    elif [[ $word =~ $runner ]]; then word=http://127.0.0.1:${PORTS.downloads}/github.com/\${BASH_REMATCH[1]}
    elif [[ $word =~ $path ]]; then word=http://127.0.0.1:${PORTS.downloads}/\${BASH_REMATCH[3]}
    elif [ "$word" = --proto ]; then shift; continue
    fi
    words+=("$word")
done
for folder in ${MACHINE.join(" ")}; do
    [ ! -x $folder/${name} ] || exec -a ${name} $folder/${name} "\${words[@]}"
done
echo "${name}: not rehearsed: this machine has none" >&2
exit 127
`;
}

const SUDO = `#!/bin/bash
[ "$EUID" = 0 ] || { echo "sudo: not rehearsed for anybody but root; a hook runs as root without it" >&2; exit 1; }
user=root
while [ $# -gt 0 ]; do
    case $1 in
    -u) user=$2; shift 2 ;;
    -E | -H | -n | -S) shift ;;
    --) shift; break ;;
    -*) echo "sudo: not rehearsed: $1" >&2; exit 1 ;;
    *=*) export "$1"; shift ;;
    *) break ;;
    esac
done
[ "$user" = root ] || exec runuser -u "$user" -- "$@"
exec "$@"
`;

/** An ordinary user's namespace has one user, so whoever is made there has his number, and may do what root may. */
const USERADD = `#!/bin/bash
name=\${!#}
home=/home/$name
shell=/bin/bash
while [ $# -gt 1 ]; do
    case $1 in
    -d | --home-dir | --home) home=$2; shift ;;
    -s | --shell) shell=$2; shift ;;
    esac
    shift
done
! grep -q "^$name:" /etc/passwd || { echo "useradd: user '$name' already exists" >&2; exit 9; }
echo "useradd: $name is root here, since yours is the only user on this machine" >&2
echo "$name:x:0:0::$home:$shell" >>/etc/passwd
echo "$name:x:0:" >>/etc/group
mkdir -p "$home"
`;
const GROUPADD = `#!/bin/bash
! grep -q "^\${!#}:" /etc/group || { echo "groupadd: group '\${!#}' already exists" >&2; exit 9; }
echo "\${!#}:x:0:" >>/etc/group
`;
/** `su [-] USER -c COMMAND` and `runuser -u USER -- COMMAND…`: as the only user that there is, with the other's home. */
const SU = `#!/bin/bash
user=root
shift_to=
words=()
while [ $# -gt 0 ]; do
    case $1 in
    - | -l | --login | -m | -p) ;;
    -u | --user) user=$2 shift_to=argv; shift ;;
    -s | --shell) shift ;;
    -c | --command) words=(sh -c "$2"); shift ;;
    --) shift; words=("$@"); break ;;
    -*) echo "\${0##*/}: not rehearsed: $1" >&2; exit 1 ;;
    *) if [ -n "$shift_to" ]; then words=("$@"); break; fi; user=$1 ;;
    esac
    shift
done
home=$(grep "^$user:" /etc/passwd | cut -d: -f6)
[ -n "$home" ] || { echo "\${0##*/}: user $user does not exist or the user entry does not contain all the required fields" >&2; exit 1; }
[ \${#words[@]} -gt 0 ] || { echo "\${0##*/}: not rehearsed without a command" >&2; exit 1; }
HOME=$home USER=$user LOGNAME=$user SHELL=/bin/bash exec "\${words[@]}"
`;
const ALONE: readonly (readonly [string, string])[] = [
    ["usr/sbin/useradd", USERADD],
    ["usr/sbin/groupadd", GROUPADD],
    ["usr/sbin/usermod", "#!/bin/sh\nexit 0\n"],
    ["usr/bin/su", SU],
    ["usr/sbin/runuser", SU],
];
