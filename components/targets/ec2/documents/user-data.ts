import { readFileSync } from "node:fs";
import { join } from "node:path";

const PIECES = join(__dirname, "..", "user-data");

export const SYSTEMS = ["amazon-linux-2023", "ubuntu-24.04"] as const;
export type System = (typeof SYSTEMS)[number];
export const AGENTS = [2, 1.8] as const;
export type Agent = (typeof AGENTS)[number];

/** Where the installer of each version lies: https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-install-linux.html */
const INSTALLER: Readonly<Record<Agent, string>> = { 2: "latestv2", 1.8: "latest" };
/** Packages by each distribution's own names: for what a release carries, and the Ruby that version 1.8 runs on. */
const PACKAGES = {
    "amazon-linux-2023": { image: "wget docker", bundle: "wget logrotate", ruby: "ruby" },
    "ubuntu-24.04": { image: "wget docker.io", bundle: "wget logrotate", ruby: "ruby-full" },
} as const;
/** What is sent to the log group, each file into a stream of its own. */
const FILES = {
    "user-data": "/var/log/cloud-init-output.log",
    agent: "/var/log/aws/codedeploy-agent/codedeploy-agent.log",
    deployments: "/opt/codedeploy-agent/deployment-root/deployment-logs/codedeploy-agent-deployments.log",
} as const;
/** What the application itself prints. */
const OUTPUT = { image: "/var/lib/docker/containers/*/*-json.log", bundle: "/var/log/fairlead/*.log" } as const;

export interface UserDataSettings {
    readonly system: System;
    readonly agent: Agent;
    readonly architecture: "x86_64" | "arm64";
    readonly carries: keyof typeof OUTPUT;
    readonly logGroup: string;
    readonly region: string;
    readonly partition: string;
}

/** Renders what an instance does once, when it starts: what the line needs there, and CodeDeploy's agent last. */
export function renderUserData(settings: UserDataSettings): string {
    const { system, agent, architecture, carries, logGroup, region, partition } = settings;
    const runsImages = carries === "image";
    const packages = [PACKAGES[system][carries], ...(agent === 1.8 ? [PACKAGES[system].ruby] : [])];
    const values = {
        REGION: region,
        DOMAIN: partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
        ...(system === "ubuntu-24.04" ? { PROCESSOR: architecture === "arm64" ? "arm64" : "amd64" } : {}),
        AGENT: String(agent),
        INSTALLER: INSTALLER[agent],
        LOG_GROUP: logGroup,
        LOGS: renderLogs(carries, logGroup),
    };
    const pieces = [
        "begin",
        ...(runsImages ? ["small-logs"] : []),
        system,
        ...(runsImages && system === "ubuntu-24.04" ? ["aws-cli"] : []),
        ...(runsImages ? ["start-docker"] : ["output"]),
        "logs",
        "agent",
        `agent-${agent}`,
        "proof",
    ];
    return [
        "#!/bin/bash",
        ...Object.entries(values).map(([name, value]) => `${name}='${value}'`),
        `PACKAGES=(${packages.join(" ")})`,
        ...pieces.map((piece) => readFileSync(join(PIECES, `${piece}.sh`), "utf8").trimEnd()),
        "",
    ].join("\n");
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html */
function renderLogs(carries: keyof typeof OUTPUT, logGroup: string): string {
    const files = { ...FILES, application: OUTPUT[carries] };
    return JSON.stringify({
        logs: {
            logs_collected: {
                files: {
                    collect_list: Object.entries(files).map(([stream, path]) => ({
                        file_path: path,
                        log_group_name: logGroup,
                        log_stream_name: `{instance_id}/${stream}`,
                    })),
                },
            },
        },
    });
}
