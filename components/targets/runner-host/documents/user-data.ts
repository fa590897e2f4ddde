import { join } from "node:path";

import { type Architecture, BOOT_PRINTS, CONTAINERS_PRINT, renderUserData as render } from "../../machines/user-data";

/** Canonical's names; jq, unzip and the rest are what our scripts speak in. */
const PACKAGES = ["wget", "docker.io", "jq", "unzip"];
const own = (piece: string): string => join(__dirname, "..", "host", `${piece}.sh`);

export interface HostUserData {
    readonly architecture: Architecture;
    readonly logGroup: string;
    readonly region: string;
    readonly partition: string;
    /** Where the host's own files lie. */
    readonly files: { readonly bucket: string; readonly key: string; readonly checksum: string };
    /** What its services read; nothing in it may mean anything to a shell. */
    readonly env: Readonly<Record<string, string>>;
    readonly isRunner: boolean;
}

/** Renders what a host does once, when it starts; the runner comes last, for it takes jobs at once. */
export function renderUserData({ files, env, isRunner, ...machine }: HostUserData): string {
    return render({
        ...machine,
        system: "ubuntu-24.04",
        packages: PACKAGES,
        logged: { "user-data": BOOT_PRINTS, system: "/var/log/syslog", application: CONTAINERS_PRINT },
        values: {
            FILES_BUCKET: files.bucket,
            FILES_KEY: files.key,
            FILES_SHA256: files.checksum,
            HOST_ENV: Object.entries(env)
                .map(([name, value]) => `${name}=${value}`)
                .join("\n"),
            RUNNER: isRunner ? "yes" : "no",
        },
        pieces: ["begin", "small-logs", "ubuntu-24.04", "aws-cli", "start-docker", "logs", own("fetch"), own("setup")],
    });
}
