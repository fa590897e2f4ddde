// The distributions that a host may boot: which programs they have before anything is installed, and who is in them.
import { NotRehearsed } from "../account/gateway";
import { PROGRAMS } from "../containers/images/programs";
import type { User } from "../containers/images/users";

export interface System {
    /** As logs name it. */
    readonly name: string;
    readonly packages: "dnf" | "apt";
    readonly programs: ReadonlySet<string>;
    readonly users: readonly User[];
    /** https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
    readonly release: Readonly<Record<string, string>>;
}

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

/** Of a server, and of no container: who is there, what runs, what the network is. */
const SERVER = words(`
curl free kill pgrep pkill pmap ps pwdx top uptime vmstat w watch sysctl openssl less vi vim nano ip ss hostname ping tracepath
tar gzip bzip2 xz unxz file which find xargs diff cmp ssh ssh-keygen scp rsync lsof bc time crontab setcap getcap
groupadd groupdel groupmod useradd userdel usermod passwd chpasswd gpasswd getent su runuser setpriv python3 wget unzip zip`);

const account = (name: string, id: number, home = "/", shell = "/sbin/nologin"): User => [name, id, id, home, shell];
const ROOT: User = ["root", 0, 0, "/root", "/bin/bash"];
const NOBODY = account("nobody", 65534);
const DAEMONS = [account("bin", 1), account("daemon", 2), account("mail", 8)];

const DEBIAN_ONLY =
    /^(apt|dpkg|debconf|update-rc|invoke-rc|add-shell|remove-shell|ischroot|savelog|tempfile|start-stop-daemon)/;

const SYSTEMS: readonly (System & { readonly image: RegExp })[] = [
    {
        image: /\bal2023\b|amazon-linux-2023/i,
        name: "Amazon Linux 2023",
        packages: "dnf",
        programs: new Set([...PROGRAMS.slim, ...PROGRAMS.amazon, ...SERVER].filter((name) => !DEBIAN_ONLY.test(name))),
        users: [ROOT, ...DAEMONS, account("ec2-user", 1000, "/home/ec2-user", "/bin/bash"), NOBODY],
        release: { NAME: "Amazon Linux", VERSION: "2023", ID: "amzn", ID_LIKE: "fedora", VERSION_ID: "2023" },
    },
    {
        image: /ubuntu.*\b24\.04\b|ubuntu-noble-24\.04/i,
        name: "Ubuntu 24.04",
        packages: "apt",
        programs: new Set(
            [...PROGRAMS.slim, ...SERVER, "jq", "git"].filter((name) => name !== "unzip" && name !== "zip"),
        ),
        users: [
            ROOT,
            ...DAEMONS,
            account("www-data", 33, "/var/www"),
            account("ubuntu", 1000, "/home/ubuntu", "/bin/bash"),
            NOBODY,
        ],
        release: { NAME: "Ubuntu", VERSION: "24.04 LTS", ID: "ubuntu", ID_LIKE: "debian", VERSION_ID: "24.04" },
    },
];

/** By the AMI's name, or that of the public parameter that leads to it. */
export function systemOf(image: string): System {
    const found = SYSTEMS.find((system) => system.image.test(image));
    if (found) return found;
    throw new NotRehearsed(
        `an instance of ${image}; name its AMI by a public parameter of ${SYSTEMS.map(({ name }) => name).join(" or ")}`,
    );
}
