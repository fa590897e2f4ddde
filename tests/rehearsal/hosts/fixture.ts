// Virtual machines of one account, and bundles to deploy to them.
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import type { Context } from "mocha";
import { strToU8, zipSync, type Zippable } from "fflate";

import type { PlannedResource } from "../../../plan/document";
import type { Judge } from "../../../rehearsal/account/gateway";
import type { LocalAccount } from "../../../rehearsal/account/local-account";
import type { Fact } from "../../../rehearsal/engine/journal";
import type {
    AgentEvent,
    DeployOrder,
    EventEnd,
    FileExistsBehavior,
    Host,
    HostOrder,
    RaiseHost,
} from "../../../rehearsal/hosts/host";
import { raiseHost } from "../../../rehearsal/hosts/raise";
import { imageServices } from "../../../rehearsal/services/ecr";
import { objectServices } from "../../../rehearsal/services/objects";
import { isolationSupport } from "../../../rehearsal/sandbox/isolation-support";
import { accountOf, planWith, type TestAccount } from "../../support/account";
import { skipBecause } from "../../support/skip";

export const AL2023 = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
export const UBUNTU = "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id";
export const ROLE = "arn:aws:iam::111122223333:role/site-host";
const GROUP = "0b5ac4d5-6c2b-4bd5-9f3c-0e3a1b2c3d4e";
/** As AWS's page does it. https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-install-linux.html */
export const AGENT = `wget -q https://aws-codedeploy-eu-west-1.s3.eu-west-1.amazonaws.com/latestv2/install
chmod +x ./install
./install auto`;

/** In the order of a deployment in place without a load balancer. */
export const EVENTS: readonly AgentEvent[] = [
    ...(["ApplicationStop", "DownloadBundle", "BeforeInstall", "Install"] as const),
    ...(["AfterInstall", "ApplicationStart", "ValidateService"] as const),
];

export type Bundle = Readonly<Record<string, string>>;

export class Hosts {
    public readonly account: LocalAccount;
    private readonly furnished: TestAccount;
    private count = 0;

    constructor({ resources = [], judge }: { resources?: readonly PlannedResource[]; judge?: Judge } = {}) {
        const services = new Map([...imageServices, ...objectServices]);
        this.furnished = accountOf([planWith(resources)], { services, judge });
        this.account = this.furnished.account;
    }

    public get folder(): string {
        return this.furnished.folder;
    }

    public facts(kind?: string): readonly Fact[] {
        return this.furnished.facts(kind);
    }

    public lines(of?: Host): readonly string[] {
        return this.facts("line")
            .filter(({ about }) => of === undefined || about === of.order.id)
            .map(({ data }) => String(data["text"]));
    }

    public raise(script: string, more: Partial<HostOrder> = {}, raise: RaiseHost = raiseHost): Host {
        const [place] = this.account.plans.all;
        if (!place) throw new Error("an account of a plan");
        this.count += 1;
        return raise(this.account, {
            id: `i-${String(this.count).padStart(17, "0")}`,
            place,
            availabilityZone: "eu-west-1a",
            instanceType: "t3.micro",
            image: AL2023,
            userData: script === "" ? "" : `#!/bin/bash\nset -euo pipefail\n${script}\n`,
            role: ROLE,
            tags: { Name: "site" },
            privateAddress: `10.0.0.${this.count}`,
            metadata: { tokensRequired: true, tagsShown: false },
            ...more,
        });
    }

    /** One with the agent, booted. */
    public async ready(more: Partial<HostOrder> = {}, script = ""): Promise<Host> {
        const host = this.raise(`${script}\n${AGENT}`, more);
        const { code, why } = await host.boot();
        if (code !== 0) throw new Error(`user data failed: ${why ?? ""}`);
        return host;
    }

    public async close(): Promise<void> {
        await this.account.end();
        this.furnished.remove();
    }
}

/** A host takes walls of its own; there is a test of what is said where this machine has none. */
export function needsWalls(this: Context): void {
    const { namespaces, overlay, network } = isolationSupport();
    if (!namespaces || !overlay || !network) skipBecause(this, "no namespaces");
}

/** An ordinary user's namespace has one user, who is everybody there. */
export function who(name: string): string {
    return isolationSupport().user ? "root" : name;
}

let deployments = 0;

/** @param group what came before in it is the last revision */
export function order(
    files: Bundle | Buffer,
    { fileExistsBehavior, group = GROUP }: { fileExistsBehavior?: FileExistsBehavior; group?: string } = {},
): DeployOrder {
    deployments += 1;
    return {
        deployment: `d-${String(deployments).padStart(9, "A")}`,
        application: "site",
        group: { id: group, name: "site" },
        revision: { name: "s3://ship/site.zip", bytes: async () => (Buffer.isBuffer(files) ? files : zipOf(files)) },
        ...(fileExistsBehavior === undefined ? {} : { fileExistsBehavior }),
    };
}

/** A name that ends with `*` is a file that may be executed; one with `@` a link to what its text says. */
export function zipOf(files: Bundle): Buffer {
    const entries = Object.entries(files).map(([name, text]): [string, Zippable[string]] => {
        const isLink = name.endsWith("@");
        const isProgram = name.endsWith("*");
        const mode = isLink ? 0o120777 : isProgram ? 0o100755 : 0o100644;
        return [name.replace(/[*@]$/, ""), [strToU8(text), { os: 3, attrs: mode * 0x10000 }]];
    });
    return Buffer.from(zipSync(Object.fromEntries(entries)));
}

export type Ends = Readonly<Partial<Record<AgentEvent, EventEnd>>>;

/** Plays events until one fails. */
export async function deploy(
    host: Host,
    given: DeployOrder,
    events: readonly AgentEvent[] = EVENTS,
): Promise<{ failed?: AgentEvent; end: EventEnd; ends: Ends }> {
    const deployment = host.deploy(given);
    const ends: Partial<Record<AgentEvent, EventEnd>> = {};
    for (const event of events) {
        const end = await deployment.play(event);
        ends[event] = end;
        if (end.status === "Failed") return { failed: event, end, ends };
    }
    return { end: { status: "Succeeded" }, ends };
}

export interface Heard {
    readonly status: number;
    readonly body: string;
}

/** One request to a port of a host, tried again while nobody listens yet. */
export async function ask(host: Host, port: number, path = "/", attempts = 100): Promise<Heard> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await new Promise<Heard>((resolve, reject) => {
                const asking = request({ ...host.address(port), path, agent: false }, (response) => {
                    const chunks: Buffer[] = [];
                    response.on("data", (chunk: Buffer) => chunks.push(chunk));
                    response.on("end", () =>
                        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
                    );
                });
                asking.on("error", reject).end();
            });
        } catch (error) {
            if (attempt >= attempts) throw error;
            await sleep(30);
        }
    }
}

/** What a command prints as root; its standard error behind it. */
export async function printed(host: Host, ...commands: readonly string[]): Promise<string> {
    const { out, err } = await host.run({ id: "c-1", commands });
    return `${out}${err}`.trim();
}
