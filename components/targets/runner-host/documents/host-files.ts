import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { renderScript } from "../../../documents/buildspec";
import { loginOf } from "../../machines/login";

const HOST = join(__dirname, "..", "host");
/** No line of any of these files. */
const END = "END-OF-THIS-FILE";

/** Renders the shell that lays a host's own files where they belong: its programs, its services, how docker logs in. */
export function renderHostFiles(login: string): string {
    const files: [path: string, mode: string, text: string][] = [
        ...["sign.py", "door.py", "credentials.py"].map((name) => ours(name, "644")),
        ...["register.sh", "address.sh", "network.sh"].map((name) => ours(name, "755")),
        ["/opt/fairlead/restore.sh", "755", renderRestore()],
        [`/opt/fairlead/logins/${login}.sh`, "644", loginOf(login)],
        ...readdirSync(join(HOST, "units"))
            .sort()
            .map((name): [string, string, string] => [`/etc/systemd/system/${name}`, "644", read(`units/${name}`)]),
    ];
    return [
        "set -euo pipefail",
        'place() { mkdir -p "$(dirname "$2")" && cat >"$2" && chmod "$1" "$2"; }',
        ...files.map(([path, mode, text]) => `place ${mode} ${path} <<'${END}'\n${text.trimEnd()}\n${END}`),
        "",
    ].join("\n");
}

/** What brings back what was live: the same shell that takes releases, and what the user data has said. */
function renderRestore(): string {
    const env = "set -a\n# shellcheck source=/dev/null\n. /etc/fairlead/host.env\nset +a";
    return `#!/bin/bash\n${env}\n${renderScript(["host-join", "host-switch", "host-restore"])}`;
}

function ours(name: string, mode: string): [string, string, string] {
    return [`/opt/fairlead/${name}`, mode, read(name)];
}

function read(name: string): string {
    return readFileSync(join(HOST, name), "utf8");
}
