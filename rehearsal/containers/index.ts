// Which engine an account's containers run on.
import { join, relative, resolve } from "node:path";

import { isRecord, type PlannedResource } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import type { Fidelity } from "../engine/fidelity";
import type { Digest } from "../engine/journal";
import { Images } from "../services/images";
import { AutoEngine } from "./auto";
import { STOOD_IN_FOR } from "./images/bases";
import { DockerEngine } from "./docker";
import type { ContainerEngine } from "./engine";
import { INSTRUCTIONS } from "./build/instructions";
import { ProcessEngine } from "./process";

export const containerFidelity: Fidelity = {
    executed: `${[...INSTRUCTIONS.keys()].join(", ")}; layers, manifest and digest; each container with files, processes and a network of its own`,
    stoodIn: `the base images ${STOOD_IN_FOR}, by those of their programs that this machine has; said in every log, summary and report`,
    notRehearsed: "other instructions and base images, which are refused by line; the network of a running container",
    source: "https://docs.docker.com/reference/dockerfile/",
};

export type EngineName = "auto" | "process" | "docker";

const chosen = new WeakMap<LocalAccount, ContainerEngine>();

const ENGINES: Readonly<Record<EngineName, (account: LocalAccount) => ContainerEngine | Promise<ContainerEngine>>> = {
    auto: (account) => new AutoEngine(account),
    process: (account) => new ProcessEngine(account),
    docker: (account) => DockerEngine.start(account),
};

/** The one that was asked for first: a rehearsal has one. */
export async function containersFor(account: LocalAccount, name: EngineName): Promise<ContainerEngine> {
    const engine = chosen.get(account) ?? (await ENGINES[name](account));
    chosen.set(account, engine);
    return engine;
}

/** The engine that was chosen when the rehearsal began. */
export async function engineOf(account: LocalAccount): Promise<ContainerEngine> {
    return containersFor(account, "auto");
}

// The images that a program builds itself: `docker:index/image:Image`, while the plan is brought up.
// https://www.pulumi.com/registry/packages/docker/api-docs/image/

interface PlannedBuild {
    /** What the paths in the plan are relative to. @default the folder this runs in */
    readonly project?: string;
    /** The folder to build in the place of the plan's. */
    readonly sourceDir?: string | ((planned: string) => string);
    readonly log: (line: string) => void;
}

/** Builds it, and pushes it with the rights of the person who runs `up`. Answers what was pushed. */
export async function buildPlanned(
    account: LocalAccount,
    resource: PlannedResource,
    at: PlannedBuild,
): Promise<Digest | undefined> {
    const { build, imageName, skipPush } = resource.inputs;
    if (!isRecord(build) || typeof imageName !== "string") return undefined;
    const project = at.project ?? ".";
    const planned = resolve(project, textOf(build["context"], "."));
    const dockerfile = resolve(project, textOf(build["dockerfile"], join(planned, "Dockerfile")));
    const context = resolve(typeof at.sourceDir === "function" ? at.sourceDir(planned) : (at.sourceDir ?? planned));
    const image = await (
        await engineOf(account)
    ).build({
        context,
        dockerfile: resolve(context, relative(planned, dockerfile)),
        target: typeof build["target"] === "string" ? build["target"] : undefined,
        platform: textOf(build["platform"], "linux/amd64"),
        args: isRecord(build["args"]) ? (build["args"] as Record<string, string>) : {},
        log: at.log,
    });
    if (skipPush === true) return undefined;
    const [, registry = "", name = "", tag = "latest"] = /^([^/]+)\/([^:]+)(?::(.+))?$/.exec(imageName) ?? [];
    return account.part(Images).push(registry, name, image, [tag]);
}

function textOf(value: unknown, otherwise: string): string {
    return typeof value === "string" ? value : otherwise;
}
