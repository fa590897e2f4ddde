// How CodeDeploy's agent comes to be on a host: by AWS's installer, from AWS's bucket of the region.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-install-linux.html
import { NotRehearsed } from "../../account/gateway";
import type { CommandResponse } from "../../jobs/command-server";
import type { Machine } from "../machine/machine";
import { OurService } from "../units/stand-in";
import { asking } from "../stand-ins";
import type { Units } from "../units/units";

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent.html#codedeploy-agent-version-history */
const VERSIONS = { latest: "1.8.1", latestv2: "2.0.0" };
const ROOT = "/opt/codedeploy-agent";
/** What the installer asks the engine by, with the line of versions behind it. */
export const INSTALL = "codedeploy-install-";
const SERVICE = "codedeploy-agent.service";

/** What AWS's bucket answers, by the path in it; the older installer is a script of Ruby. */
export function downloadOf(path: string): string | undefined {
    const [, line] = /^(latest|latestv2)\/install$/.exec(path) ?? [];
    if (line !== "latest" && line !== "latestv2") return undefined;
    const needsRuby = `command -v ruby >/dev/null || { echo "/usr/bin/env: 'ruby': No such file or directory" >&2; exit 127; }\n`;
    const needsRoot = `[ "$EUID" = 0 ] || { echo "install: run it as root" >&2; exit 1; }\n`;
    return asking(`${INSTALL}${line}`, line === "latest" ? `${needsRuby}${needsRoot}` : needsRoot);
}

export class AgentPackage {
    public version?: string;
    private readonly service: OurService;

    constructor(
        private readonly machine: Machine,
        private readonly units: Units,
    ) {
        this.service = new OurService(SERVICE, "AWS CodeDeploy Host Agent");
    }

    public get isRunning(): boolean {
        return this.service.state === "active";
    }

    public async install(line: string, argv: readonly string[]): Promise<CommandResponse> {
        const [how, ...more] = argv;
        if (how !== "auto" || more.length > 0)
            throw new NotRehearsed(`the agent's install ${argv.join(" ")}; ./install auto`);
        this.version = line === "latestv2" ? VERSIONS.latestv2 : VERSIONS.latest;
        const files = { bin: `${ROOT}/bin/codedeploy-agent`, conf: "/etc/codedeploy-agent/conf/codedeployagent.yml" };
        const { files: inside } = this.machine;
        await inside.write(files.bin, Buffer.from(asking("codedeploy-agent")));
        await inside.write(`${ROOT}/.version`, Buffer.from(`agent_version: OFFICIAL_${this.version}\n`));
        if ((await inside.kind(files.conf)) === undefined) await inside.write(files.conf, Buffer.from(CONFIGURATION));
        await this.machine.ask(
            "sh",
            "-c",
            `chmod 755 ${files.bin}; mkdir -p /var/log/aws/codedeploy-agent ${ROOT}/deployment-root`,
        );
        this.units.add(this.service);
        this.units.enabled.add(SERVICE);
        await this.service.start();
        return {
            code: 0,
            out: `The AWS CodeDeploy agent ${this.version} is installed, as the rehearsal stands in for it.\n`,
        };
    }

    /** `codedeploy-agent`, which is also what its service runs. */
    public async command([verb = "", ...more]: readonly string[]): Promise<CommandResponse> {
        if (more.length > 0) throw new NotRehearsed(`codedeploy-agent ${[verb, ...more].join(" ")}`);
        // https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-version.html
        if (verb === "--version" && this.version?.startsWith("2.") === true)
            return { code: 0, out: `${this.version}\n` };
        if (verb === "--version") return { code: 64, err: "error: Unknown option --version\n" };
        if (verb === "start" || verb === "restart") await this.service.start();
        else if (verb === "stop") await this.service.stop();
        else if (verb !== "status") throw new NotRehearsed(`codedeploy-agent ${verb}`);
        if (verb !== "status") return { code: 0 };
        // https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-verify.html
        if (this.isRunning) return { code: 0, out: "The AWS CodeDeploy agent is running.\n" };
        return { code: 3, err: "error: No AWS CodeDeploy agent running\n" };
    }
}

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-agent-configuration.html */
const CONFIGURATION = `---
:log_dir: '/var/log/aws/codedeploy-agent/'
:program_name: codedeploy-agent
:root_dir: '/opt/codedeploy-agent/deployment-root'
:wait_between_runs: 1
:max_revisions: 5
`;
