import { join } from "node:path";

import {
    type Architecture,
    BOOT_PRINTS,
    CONTAINERS_PRINT,
    renderUserData as render,
    type System,
} from "../../machines/user-data";

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
    "user-data": BOOT_PRINTS,
    agent: "/var/log/aws/codedeploy-agent/codedeploy-agent.log",
    deployments: "/opt/codedeploy-agent/deployment-root/deployment-logs/codedeploy-agent-deployments.log",
} as const;
/** What the application itself prints. */
const OUTPUT = { image: CONTAINERS_PRINT, bundle: "/var/log/fairlead/*.log" } as const;

export interface UserDataSettings {
    readonly system: System;
    readonly agent: Agent;
    readonly architecture: Architecture;
    readonly carries: keyof typeof OUTPUT;
    readonly logGroup: string;
    readonly region: string;
    readonly partition: string;
}

/** Renders what an instance does once, when it starts: what the line needs there, and CodeDeploy's agent last. */
export function renderUserData(settings: UserDataSettings): string {
    const { system, agent, carries, ...machine } = settings;
    const runsImages = carries === "image";
    const own = (piece: string): string => join(__dirname, "..", "user-data", `${piece}.sh`);
    return render({
        ...machine,
        system,
        packages: [PACKAGES[system][carries], ...(agent === 1.8 ? [PACKAGES[system].ruby] : [])],
        logged: { ...FILES, application: OUTPUT[carries] },
        values: { AGENT: String(agent), INSTALLER: INSTALLER[agent] },
        pieces: [
            "begin",
            ...(runsImages ? ["small-logs"] : []),
            system,
            ...(runsImages && system === "ubuntu-24.04" ? ["aws-cli"] : []),
            runsImages ? "start-docker" : own("output"),
            "logs",
            own("agent"),
            own(`agent-${agent}`),
            own("proof"),
        ],
    });
}
