// The base images that this machine stands in for: an image FROM one of them gets the host's own programs instead of
// its files, and its settings from this table.
import { spawnSync } from "node:child_process";

import type { Settings } from "../services/image";

export const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

interface Base {
    /** The last part of its name in a registry. */
    readonly name: string;
    readonly settings: Settings;
    /** What it is there for, and how to ask the host which one it has. */
    readonly program?: { readonly name: string; readonly version: () => string | undefined };
    /** What the image has and the host does not, as a failed RUN names it. */
    readonly lacks?: string;
}

const shell: Settings = { Env: [`PATH=${DEFAULT_PATH}`], Cmd: ["/bin/sh"] };
const bash: Settings = { ...shell, Cmd: ["/bin/bash"] };

const BASES: readonly Base[] = [
    {
        name: "node",
        settings: { ...shell, Cmd: ["node"] },
        program: { name: "node", version: () => process.versions.node },
    },
    {
        name: "python",
        settings: { ...shell, Cmd: ["python3"] },
        program: {
            name: "python3",
            version: () => /[\d.]+/.exec(spawnSync("python3", ["--version"], { encoding: "utf8" }).stdout)?.[0],
        },
    },
    { name: "busybox", settings: { ...shell, Cmd: ["sh"] } },
    { name: "alpine", settings: shell, lacks: "apk and musl" },
    { name: "debian", settings: bash, lacks: "the packages of this version" },
    { name: "ubuntu", settings: bash, lacks: "the packages of this version" },
    { name: "amazonlinux", settings: bash, lacks: "dnf and yum" },
];

/** Where the official images lie, on Docker Hub and at its mirror in AWS. */
const OFFICIAL = [
    "",
    "library/",
    "docker.io/",
    "docker.io/library/",
    "index.docker.io/library/",
    "public.ecr.aws/docker/library/",
    "public.ecr.aws/amazonlinux/",
];

export const STOOD_IN_FOR = BASES.map(({ name }) => name).join(", ");

/** `registry/name:tag@digest` without its tag and digest. */
export function nameOf(reference: string): string {
    return reference.replace(/@.*$/, "").replace(/:[^/]*$/, "");
}

export function baseOf(reference: string): Base | undefined {
    return BASES.find(({ name }) => OFFICIAL.some((prefix) => `${prefix}${name}` === nameOf(reference)));
}

/** What a person should know before trusting a build on the host's programs; nothing where it is the same version. */
export function difference(reference: string, { name, program, lacks }: Base): string {
    const wanted = /:(\d+(?:\.\d+)*)/.exec(reference)?.[1];
    const have = program?.version();
    if (program && have === undefined)
        return `${reference} is stood in for by this machine, which has no ${program.name}`;
    if (!program)
        return `${reference} is stood in for by this machine's ${name === "busybox" ? "shell" : "system"}, without ${lacks ?? "its other programs"}`;
    const same = wanted === undefined || `${have}.`.startsWith(`${wanted}.`);
    return `${reference} is stood in for by this machine's ${program.name} ${have}${same ? "" : `, which is not ${wanted}`}`;
}
