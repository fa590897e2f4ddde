// The packages that a host may install, each with what stands in for it. Any other is refused by its name: what it would
// bring is not on this machine, or nobody has looked.
import { hostsProgram } from "../../containers/images/stood-in-root";
import type { System } from "../systems";

export interface Package {
    /** Programs of this machine that the package has. */
    readonly programs?: readonly string[];
    /** Programs that the engine answers, by their paths. */
    readonly asking?: Readonly<Record<string, string>>;
    readonly services?: Readonly<Record<string, string>>;
    readonly folders?: readonly string[];
    /** Groups of users. */
    readonly groups?: readonly string[];
    /** Programs of ours, by their paths, and what each is a link to. */
    readonly links?: Readonly<Record<string, string>>;
    /** What stands where this machine has no such program, and nothing but its presence is asked for. */
    readonly stubs?: readonly string[];
}

const of = (...programs: readonly string[]): Package => ({ programs });

const NODE: Package = { links: { "/usr/bin/node": "/run/fairlead/node" } };
const DOCKER: Package = {
    asking: { "/usr/bin/docker": "docker" },
    services: { "docker.service": "Docker Application Container Engine" },
    folders: ["/etc/docker", "/var/lib/docker"],
    groups: ["docker"],
};
const RUBY: Package = { stubs: ["ruby"] };
const CLOUDWATCH_ROOT = "/opt/aws/amazon-cloudwatch-agent";
export const CLOUDWATCH = "amazon-cloudwatch-agent";
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/install-CloudWatch-Agent-commandline-fleet.html */
const CLOUDWATCH_AGENT: Package = {
    asking: { [`${CLOUDWATCH_ROOT}/bin/amazon-cloudwatch-agent-ctl`]: `${CLOUDWATCH}-ctl` },
    services: { [`${CLOUDWATCH}.service`]: "Amazon CloudWatch Agent" },
    folders: [`${CLOUDWATCH_ROOT}/etc`, `${CLOUDWATCH_ROOT}/bin`],
};
const LOGROTATE: Package = {
    // Nothing here runs long enough for a day to pass.
    stubs: ["logrotate"],
    services: { "logrotate.timer": "Daily rotation of log files" },
    folders: ["/etc/logrotate.d"],
};
const BOTH: Readonly<Record<string, Package>> = {
    ...{ curl: {}, wget: {}, tar: {}, gzip: {}, python3: {}, "ca-certificates": {}, logrotate: LOGROTATE },
    ...{
        git: { programs: ["git"] },
        jq: of("jq"),
        unzip: of("unzip"),
        zip: of("zip"),
        make: of("make"),
        rsync: of("rsync"),
    },
};

const PACKAGES: Readonly<Record<System["packages"], Readonly<Record<string, Package>>>> = {
    dnf: {
        ...BOTH,
        ...{ docker: DOCKER, ruby: RUBY, [CLOUDWATCH]: CLOUDWATCH_AGENT, "amazon-ssm-agent": {}, awscli: {} },
        ...{ nodejs: NODE, nodejs20: NODE, nodejs22: NODE, nodejs24: NODE, "shadow-utils": {}, "util-linux": {} },
    },
    apt: {
        ...BOTH,
        ...{ "docker.io": DOCKER, ruby: RUBY, "ruby-full": RUBY, nodejs: NODE },
        [CLOUDWATCH]: CLOUDWATCH_AGENT,
    },
};
/** What comes from elsewhere than the distribution's own repositories. */
const ELSEWHERE: readonly string[] = [CLOUDWATCH];
/** https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html */
export const SNAPS: Readonly<Record<string, Package>> = { "aws-cli": { asking: { "/snap/bin/aws": "aws" } } };

/** There before anything is installed. */
const BROUGHT: Readonly<Record<System["packages"], readonly string[]>> = {
    dnf: ["curl", "wget", "tar", "gzip", "python3", "ca-certificates", "awscli", "amazon-ssm-agent", "unzip", "zip"],
    apt: ["curl", "wget", "tar", "gzip", "python3", "ca-certificates", "git", "jq"],
};

export function broughtBy({ packages }: System): readonly string[] {
    return BROUGHT[packages];
}

export function packageOf({ packages }: System, name: string, local = false): Package | undefined {
    const known = PACKAGES[packages];
    if (packages === "apt" && ELSEWHERE.includes(name) && !local) return undefined;
    return Object.hasOwn(known, name) ? known[name] : undefined;
}

/** What this machine would have to have. */
export function missingOf({ programs = [] }: Package): readonly string[] {
    return programs.filter((name) => hostsProgram(name) === undefined);
}
