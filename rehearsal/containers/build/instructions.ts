// What process mode makes of a Dockerfile, instruction by instruction: this table is all there is, and what is not in
// it is refused by line. https://docs.docker.com/reference/dockerfile/
import { constants } from "node:os";

import type { Build } from "./build";
import { execForm, expand, type Step } from "./dockerfile";
import { documentNamed } from "./here-documents";
import type { StageSoFar } from "./stage";
import { Users } from "../images/users";

interface Instruction {
    /** For the table of what is rehearsed. */
    readonly does: string;
    /** Others are refused. */
    readonly flags?: readonly string[];
    /** Counted in the log, as docker counts them. */
    readonly makesLayer?: true;
    readonly isCommand?: true;
    run(step: Step, stage: StageSoFar, build: Build): void | Promise<void>;
}

/** https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
export function platformArgs(platform: string): Readonly<Record<string, string>> {
    const [os = "linux", arch = "amd64"] = platform.split("/");
    const here = process.arch === "arm64" ? "arm64" : "amd64";
    return {
        ...{ TARGETPLATFORM: platform, TARGETOS: os, TARGETARCH: arch, TARGETVARIANT: "" },
        ...{ BUILDPLATFORM: `linux/${here}`, BUILDOS: "linux", BUILDARCH: here, BUILDVARIANT: "" },
    };
}

const TABLE: Readonly<Record<string, Instruction>> = {
    ARG: {
        does: "a variable of the build, from --build-arg or its default",
        run({ pairs, text }, stage, build) {
            for (const [name, value] of pairs.length > 0 ? pairs : [[text, undefined] as const]) {
                const found = build.argument(name, value === undefined ? undefined : expand(value, stage.variables));
                if (found !== undefined) stage.args[name] = found;
            }
        },
    },
    ENV: {
        does: "variables of the build and of the container",
        run: ({ pairs }, stage) => stage.setEnv(expanded(pairs, stage)),
    },
    LABEL: {
        does: "kept in the image",
        run: ({ pairs }, stage) => stage.set({ Labels: { ...stage.settings.Labels, ...expanded(pairs, stage) } }),
    },
    MAINTAINER: { does: "nothing: it is deprecated, and nobody reads it", run: () => undefined },
    EXPOSE: {
        does: "kept in the image",
        run({ text }, stage) {
            const ports = words(text, stage).map((port) => [port.includes("/") ? port : `${port}/tcp`, {}] as const);
            stage.set({ ExposedPorts: { ...stage.settings.ExposedPorts, ...Object.fromEntries(ports) } });
        },
    },
    VOLUME: {
        does: "kept in the image; a container's files are its own anyway",
        run(step, stage) {
            const paths = (execForm(step) ?? words(step.text, stage)).map((path) => [path, {}] as const);
            stage.set({ Volumes: { ...stage.settings.Volumes, ...Object.fromEntries(paths) } });
        },
    },
    STOPSIGNAL: {
        does: "the signal a container is stopped with",
        run: ({ text }, stage) => stage.set({ StopSignal: signalOf(expand(text, stage.variables)) }),
    },
    USER: {
        does: "who commands run as, by the image's own /etc/passwd",
        run: ({ text }, stage) => stage.set({ User: expand(text, stage.variables) }),
    },
    SHELL: {
        does: "what runs commands in shell form",
        run(step, stage, build) {
            const shell = execForm(step);
            if (!shell)
                throw build.refusal(step, `SHELL ${step.text} is no list`, 'write SHELL ["program", "argument"]');
            stage.set({ Shell: shell });
        },
    },
    CMD: {
        does: "what a container runs",
        isCommand: true,
        run: (step, stage) => stage.setCommand(commandOf(step, stage)),
    },
    ENTRYPOINT: {
        does: "what a container runs, with CMD as its arguments",
        isCommand: true,
        run: (step, stage) => stage.setEntryPoint(commandOf(step, stage)),
    },
    HEALTHCHECK: {
        does: "kept in the image; ECS and load balancers do not look at it either",
        flags: ["interval", "timeout", "start-period", "start-interval", "retries"],
        run({ text }, stage) {
            stage.set({
                Healthcheck: { Test: text === "NONE" ? ["NONE"] : ["CMD-SHELL", text.replace(/^CMD\s+/, "")] },
            });
        },
    },
    WORKDIR: {
        does: "a folder, made where it is not there",
        makesLayer: true,
        async run(step, stage, build) {
            const workdir = stage.resolve(expand(step.text, stage.variables)).replace(/(.)\/$/, "$1");
            stage.set({ WorkingDir: workdir });
            await build.folder(step, stage, workdir);
        },
    },
    COPY: {
        does: "files of the context or of another stage, by .dockerignore, with --from, --chown and --chmod; no pipe, socket or device",
        flags: ["from", "chown", "chmod", "link"],
        makesLayer: true,
        run: (step, stage, build) => copy(step, stage, build),
    },
    ADD: {
        does: "as COPY; archives of the context are unpacked, addresses, which ADD fetches, are refused",
        flags: ["chown", "chmod", "link"],
        makesLayer: true,
        async run(step, stage, build) {
            const fetched = fetchedIn(pathsOf(step, stage));
            if (fetched !== undefined) throw build.refusal(step, ...fetches(fetched));
            await copy(step, stage, build);
        },
    },
    RUN: {
        does: "run by the stage's shell on this machine's programs, with its network; --mount=type=cache keeps its folder, type=bind lends files to be read, type=secret what --secret gives",
        flags: ["mount"],
        makesLayer: true,
        isCommand: true,
        run: (step, stage, build) => build.command(step, stage, commandOf(step, stage)),
    },
};

export const INSTRUCTIONS: ReadonlyMap<string, Instruction> = new Map(Object.entries(TABLE));

/** What ADD fetches, of the paths that it names. */
export function fetchedIn(paths: readonly string[]): string | undefined {
    return paths.find((path) => /^(\w+:\/\/|git@)/.test(path));
}

/** What it unpacks, by its name; what it is by its bytes shows as it is read. */
export function unpackedIn(paths: readonly string[]): string | undefined {
    return paths.find((path) => /\.(tar|tgz|txz|tbz2?|tar\.\w+)$/.test(path));
}

export function fetches(path: string): readonly [what: string, wayOut: string] {
    return [`ADD of ${path} fetches it`, "fetch it in a RUN, by curl or wget"];
}

export function unpacks(path: string): readonly [what: string, wayOut: string] {
    return [`ADD of ${path} unpacks it`, "COPY it, and unpack it in a RUN"];
}

async function copy(step: Step, stage: StageSoFar, build: Build): Promise<void> {
    const flag = (name: string) => {
        const found = step.flags.find((candidate) => candidate.name === name)?.value;
        return found === undefined ? undefined : expand(found, stage.variables);
    };
    const mode = flag("chmod");
    if (mode !== undefined && !/^[0-7]{3,4}$/.test(mode))
        throw build.refusal(step, `--chmod=${mode} is no mode in octal digits`, "write it like --chmod=755");
    const paths = pathsOf(step, stage);
    const sources = paths.slice(0, -1).map((path) => documentNamed(path) ?? path);
    if (sources.length === 0)
        throw build.refusal(step, `${step.keyword} ${step.text} names no destination`, "write what, then where to");
    const from = flag("from");
    const at = stage.resolve(paths.at(-1) ?? "");
    const refused = build.runtime.refuses(at, stage.workdir);
    if (refused !== undefined) throw build.refusal(step, refused);
    const owner = flag("chown") ?? (from === undefined ? "0:0" : undefined);
    await build.copy(step, stage, from, {
        sources,
        at,
        ...(step.keyword === "ADD" ? { unpacks: true, chowns: flag("chown") !== undefined } : {}),
        ...(owner === undefined ? {} : { owner: (await Users.of(build.runtime, stage.files)).idsOf(owner) }),
        ...(mode === undefined ? {} : { mode: parseInt(mode, 8) }),
    });
}

/** By its name, with or without SIG, or by its number. */
function signalOf(text: string): NodeJS.Signals {
    const names = Object.entries(constants.signals) as [NodeJS.Signals, number][];
    const found = names.find(([name, number]) =>
        [name, name.replace(/^SIG/, ""), String(number)].includes(text.toUpperCase()),
    );
    if (!found) throw new Error(`${text} is no signal`);
    return found[0];
}

/** A command as it is run: a list as it stands, a text by the stage's shell. */
function commandOf(step: Step, stage: StageSoFar): readonly string[] {
    return execForm(step) ?? [...stage.shell, step.text];
}

function pathsOf(step: Step, stage: StageSoFar): readonly string[] {
    return execForm(step)?.map((path) => expand(path, stage.variables)) ?? words(step.text, stage);
}

function words(text: string, { variables }: StageSoFar): readonly string[] {
    return text
        .split(/\s+/)
        .filter(Boolean)
        .map((word) => expand(word, variables));
}

function expanded(pairs: Step["pairs"], { variables }: StageSoFar): Record<string, string> {
    return Object.fromEntries(pairs.map(([name, value]) => [name, expand(value ?? "", variables)]));
}
