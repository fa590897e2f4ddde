// What every machine does when it starts, whatever it is for: pieces of shell, and what they read.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const SYSTEMS = ["amazon-linux-2023", "ubuntu-24.04"] as const;
export type System = (typeof SYSTEMS)[number];
export type Architecture = "x86_64" | "arm64";

const PIECES = join(__dirname, "user-data");

/** Files that are sent to the log group, by the stream that each is sent into. */
export type LoggedFiles = Readonly<Record<string, string>>;

export interface UserDataArgs {
    readonly system: System;
    readonly architecture: Architecture;
    /** By the system's own names. */
    readonly packages: readonly string[];
    readonly logGroup: string;
    readonly logged: LoggedFiles;
    readonly region: string;
    readonly partition: string;
    /** What the pieces read besides, in plain text. */
    readonly values: Readonly<Record<string, string>>;
    /** In their order: the shared ones by their names, a kind's own by their paths. */
    readonly pieces: readonly string[];
}

/** Of docker's containers, which write there whatever they print. */
export const CONTAINERS_PRINT = "/var/lib/docker/containers/*/*-json.log";
/** What user data itself says. */
export const BOOT_PRINTS = "/var/log/cloud-init-output.log";

/** Renders what an instance does once, when it starts. */
export function renderUserData(args: UserDataArgs): string {
    const { system, architecture, packages, logGroup, logged, region, partition } = args;
    const values = {
        REGION: region,
        DOMAIN: partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
        ...(system === "ubuntu-24.04" ? { PROCESSOR: architecture === "arm64" ? "arm64" : "amd64" } : {}),
        ...args.values,
        LOG_GROUP: logGroup,
        LOGS: renderLogs(logged, logGroup),
    };
    return [
        "#!/bin/bash",
        ...Object.entries(values).map(([name, value]) => `${name}='${value}'`),
        `PACKAGES=(${packages.join(" ")})`,
        ...args.pieces.map((piece) => readFileSync(pathOf(piece), "utf8").trimEnd()),
        "",
    ].join("\n");
}

function pathOf(piece: string): string {
    return piece.includes("/") || piece.includes("\\") ? piece : join(PIECES, `${piece}.sh`);
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html */
function renderLogs(logged: LoggedFiles, logGroup: string): string {
    return JSON.stringify({
        logs: {
            logs_collected: {
                files: {
                    collect_list: Object.entries(logged).map(([stream, path]) => ({
                        file_path: path,
                        log_group_name: logGroup,
                        log_stream_name: `{instance_id}/${stream}`,
                    })),
                },
            },
        },
    });
}
