// The base images that this machine stands in for: an image FROM one of them gets programs of this machine in the place of
// its files, only those that the real one has, and its settings from this table.
import type { Settings } from "../../services/image";
import { type Language, languageOf, type LanguageName } from "./languages";
import { type Kind, PROGRAMS } from "./programs";

export const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface Base {
    readonly reference: string;
    readonly settings: Settings;
    /** Which programs it has besides its language. */
    readonly kind: Kind;
    readonly language?: LanguageName;
    /** The version its tag names. */
    readonly wanted?: string;
}

interface Official {
    /** The last part of its name in a registry. */
    readonly name: string;
    /** Where its tag names no smaller one. */
    readonly kind: Kind;
    readonly language?: LanguageName;
    /** Those of its tags that the list of programs is true of, where it is not true of all. */
    readonly tags?: RegExp;
    readonly settings: Settings;
}

const path = (more: string): Settings => ({ Env: [`PATH=${more}${DEFAULT_PATH}`] });
const shell: Settings = { ...path(""), Cmd: ["/bin/sh"] };
const bash: Settings = { ...shell, Cmd: ["/bin/bash"] };
/** https://github.com/docker-library/golang/blob/master/Dockerfile-linux.template */
const go: Settings = {
    Env: ["GOTOOLCHAIN=local", "GOPATH=/go", ...(path("/go/bin:/usr/local/go/bin:").Env ?? [])],
    WorkingDir: "/go",
    Cmd: ["bash"],
};

const BASES: readonly Official[] = [
    { name: "node", kind: "full", language: "node", settings: { ...shell, Cmd: ["node"] } },
    { name: "python", kind: "full", language: "python", settings: { ...shell, Cmd: ["python3"] } },
    { name: "golang", kind: "compilers", language: "go", settings: go },
    { name: "busybox", kind: "busybox", settings: { ...shell, Cmd: ["sh"] } },
    { name: "alpine", kind: "alpine", settings: shell },
    { name: "debian", kind: "slim", settings: bash },
    { name: "ubuntu", kind: "slim", settings: bash },
    { name: "amazonlinux", kind: "amazon", tags: /^(|latest|2023\b.*)$/, settings: bash },
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

/** `registry/name:tag@digest`, taken apart. */
function partsOf(reference: string): { readonly name: string; readonly tag: string } {
    const [, name = "", tag = ""] = /^([^@]*?)(?::([^:/@]*))?(?:@.*)?$/.exec(reference) ?? [];
    return { name, tag };
}

export function baseOf(reference: string): Base | undefined {
    const { name, tag } = partsOf(reference);
    const found = BASES.find((base) => OFFICIAL.some((prefix) => `${prefix}${base.name}` === name));
    // Those for Windows, and those with another interpreter.
    if (!found || /windows|nanoserver|onbuild|-rc|nightly/.test(tag) || found.tags?.test(tag) === false)
        return undefined;
    const { kind, language, settings } = found;
    const smaller: Kind = /alpine/.test(tag) ? "alpine" : /slim/.test(tag) ? "slim" : kind;
    return { reference, settings, kind: smaller, language, wanted: /^v?(\d+(?:\.\d+)*)/.exec(tag)?.[1] };
}

/** The language that this machine has for it; nothing where the base needs one and there is none. */
export function languageFor({ language, wanted }: Base): Language | undefined {
    return language === undefined ? undefined : languageOf(language, wanted);
}

export function programsOf({ kind }: Base): ReadonlySet<string> {
    return PROGRAMS[kind];
}

/** What is said of every build and container that has no real base: with which version, where that is another. */
export function standingIn(base: Base): string {
    const { reference, language } = base;
    const have = languageFor(base);
    const by = have
        ? `${language} ${have.version}`
        : language === undefined
          ? "programs"
          : `system, without ${language}`;
    return `stood in for ${reference} with this machine's ${by}`;
}
