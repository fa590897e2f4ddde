// The files of a host: what of this machine stands in for a distribution, and above it a folder of the host's own that takes
// whatever is written there. Only the engine has written here when a host begins; later it opens nothing below.
import { chmodSync, mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { hostsProgram, makeSystem, ownedBy } from "../../containers/images/stood-in-root";
import { mountsOf } from "../../containers/images/image-root";
import { writeUsers } from "../../containers/images/users";
import { quoted } from "../../sandbox/this-machine";
import { NEW_ROOT } from "../../sandbox/root";
import { INSIDE } from "../../sandbox/room";
import type { Shown } from "../../sandbox/toolchain";
import { standIns } from "../stand-ins";
import type { System } from "../systems";

/** What a host has of ours besides what every room has. */
const OURS: readonly Shown[] = [
    ...INSIDE,
    { from: join(__dirname, "..", "inside"), at: "/run/fairlead/hosts" },
    { from: dirname(require.resolve("yaml/package.json")), at: "/run/fairlead/node_modules/yaml" },
    { from: realpathSync("/usr/bin"), at: "/run/fairlead/bin" },
    { from: realpathSync("/usr/sbin"), at: "/run/fairlead/sbin" },
];

/** As root of the machine, or of a namespace, where PAM has nothing to ask anybody. */
const PAM = `auth sufficient pam_rootok.so
auth required pam_deny.so
account required pam_permit.so
session required pam_permit.so
`;
const NEEDS_PAM = ["su", "su-l", "runuser", "runuser-l", "chpasswd", "passwd", "useradd", "usermod", "groupadd"];
const FOLDERS = ["etc/systemd/system", "var/log", "var/lib/cloud/instance/scripts", "srv", "root"];
const ETC: Readonly<Record<string, string>> = {
    "login.defs":
        "UID_MIN 1000\nUID_MAX 60000\nGID_MIN 1000\nGID_MAX 60000\nSYS_UID_MAX 999\nCREATE_HOME yes\nUSERGROUPS_ENAB yes\n",
    shells: "/bin/sh\n/bin/bash\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n",
    hosts: "127.0.0.1 localhost\n::1 localhost\n",
    profile: "export PATH\n",
};

export interface MachineRoot {
    readonly folder: string;
    readonly through: readonly string[];
}

export function makeMachineRoot(folder: string, system: System): MachineRoot {
    const through = makeSystem(folder, system.programs);
    const put = (path: string, text: string, mode = 0o644) => {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        rmSync(join(folder, path), { force: true });
        writeFileSync(join(folder, path), text);
        chmodSync(join(folder, path), mode);
    };
    const users = writeUsers(folder, system.users);
    for (const path of FOLDERS) mkdirSync(join(folder, path), { recursive: true });
    for (const [name, text] of Object.entries(ETC)) put(`etc/${name}`, text);
    for (const name of NEEDS_PAM) put(`etc/pam.d/${name}`, PAM);
    put("etc/shadow", system.users.map(([name]) => `${name}:!:19000:0:99999:7:::\n`).join(""), 0o600);
    put("etc/gshadow", system.users.map(([name]) => `${name}:!::\n`).join(""), 0o600);
    put(
        "etc/os-release",
        Object.entries(system.release)
            .map(([name, value]) => `${name}="${value}"\n`)
            .join(""),
    );
    put("etc/resolv.conf", "");
    for (const [path, text] of Object.entries(standIns(system))) put(path, text, 0o755);
    for (const { at } of OURS.filter(({ at }) => at !== "/run/fairlead/node"))
        mkdirSync(join(folder, at), { recursive: true });
    writeFileSync(join(folder, "run/fairlead/node"), "");
    ownedBy(folder, users);
    return { folder, through };
}

/** Lines that make the root of one host, and let its addresses be found in its network. */
export function rootOf(root: MachineRoot, from: string, changes: string, addresses: readonly string[]): string {
    const at = `${NEW_ROOT}/rehearsal/root`;
    const ip = hostsProgram("ip") ?? "ip";
    return [
        `mount -t tmpfs -o mode=755,nosuid,nodev none ${NEW_ROOT}`,
        `mkdir -p ${at}`,
        ...addresses.map((address) => `${ip} address add ${quoted(`${address}/32`)} dev lo`),
        // As in containers: the network is not the namespace's whose root it is, so nobody in it could listen there.
        "echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start",
        ...mountsOf({ at, from, under: [root.folder], through: root.through, shown: OURS, changes }),
        // Over the one that can only be read: the ids inside are written there.
        `mount -t proc -o nosuid,nodev,noexec none ${at}/proc`,
        `mount --rbind ${at} ${NEW_ROOT}`,
    ].join("\n");
}
