// Whether the packages of Python that an image installs can be had here, before anything of it runs. What its text does not tell
// is left to the build.
import { posix } from "node:path";

import { languageFor } from "../containers/images/bases";
import { execForm, type Stage } from "../containers/build/dockerfile";
import { platformArgs } from "../containers/build/instructions";
import { baseUnder, globalsOf } from "../containers/build/playable";
import type { Distribution } from "../packages/distributions";
import { keptFile, keptPage } from "../packages/kept";
import { distributionsOf, normalized } from "../packages/python-index";
import { allows, sameVersion } from "../packages/versions";
import type { Subject } from "./source";

/** Without a limit, a machine that a firewall cuts off would wait for ever. */
const PATIENCE_MS = 10_000;
/** What pip reads besides an index, or in the place of ours. */
const ELSEWHERE = /^(-i|-f|--index-url|--extra-index-url|--find-links|--no-index)\b/;
const WITH_VALUE =
    /^(-t|-c|--target|--prefix|--root|--constraint|--platform|--python-version|--root-user-action|--cache-dir)$/;

interface Wanted {
    readonly project: string;
    readonly version?: string;
}

/** Why they cannot be had; nothing where they can, or where that is not known. */
export async function packagesLacking({
    recipe,
    source,
}: Pick<Subject, "recipe" | "source">): Promise<string | undefined> {
    const globals = globalsOf(recipe, {}, platformArgs("linux/amd64"));
    const read = (path: string) => source.read(posix.normalize(path));
    for (const stage of recipe.stages) {
        const base = baseUnder(recipe, stage, globals);
        const python = base?.language === "python" ? languageFor(base)?.version : undefined;
        if (python === undefined) continue;
        const why = await Promise.all(wantedIn(stage, read).map((each) => lackOf(each, python)));
        const first = why.find((each) => each !== undefined);
        if (first !== undefined) return `${recipe.file}: ${first}`;
    }
    return undefined;
}

function wantedIn({ steps }: Stage, read: (path: string) => string): readonly Wanted[] {
    const texts = steps
        .filter(({ keyword }) => keyword === "RUN")
        .map((step) => execForm(step)?.join(" ") ?? step.text);
    return texts
        .flatMap((text) => text.split(/&&|\|\||[;\n]/))
        .flatMap((command) => {
            const [, said] = /^\s*(?:python[\d.]*\s+-m\s+)?pip[\d.]*\s+install\s+(.*)$/s.exec(command) ?? [];
            const words =
                said
                    ?.replace(/['"\\]/g, " ")
                    .trim()
                    .split(/\s+/) ?? [];
            return words.some((word) => ELSEWHERE.test(word)) ? [] : inWords(words, read);
        });
}

function inWords(words: readonly string[], read: (path: string) => string): readonly Wanted[] {
    return words.flatMap((word, at) => {
        const before = words[at - 1] ?? "";
        if (before === "-r" || before === "--requirement") return inFile(word, read);
        return WITH_VALUE.test(before) ? [] : wanted(word);
    });
}

/** https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
function inFile(path: string, read: (path: string) => string, from: readonly string[] = []): readonly Wanted[] {
    if (from.includes(path)) return [];
    const lines = read(path)
        .replace(/\\\n/g, " ")
        .split("\n")
        .map((line) => line.replace(/(^|\s)#.*/, "").trim());
    if (lines.some((line) => ELSEWHERE.test(line))) return [];
    return lines.flatMap((line) => {
        const [, other] = /^(?:-r|--requirement)[\s=]+(\S+)/.exec(line) ?? [];
        if (other !== undefined) return inFile(posix.join(posix.dirname(path), other), read, [...from, path]);
        return wanted(line.replace(/\s+--hash=\S+/g, ""));
    });
}

/** A name, and a version where only one will do; what a marker, a path or an address decides is not read. */
function wanted(text: string): readonly Wanted[] {
    const [, name, version] = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?:==\s*([\w.!+]+)|[<>~!=].*)?$/.exec(text) ?? [];
    if (name === undefined || /\.(whl|zip|gz)$/.test(name)) return [];
    return [{ project: normalized(name), ...(version === undefined ? {} : { version }) }];
}

async function lackOf(asked: Wanted, python: string): Promise<string | undefined> {
    const { project, version } = asked;
    const before = suiting(keptPage(project) ?? [], asked);
    const isKept = before.some(({ sha256 }) => sha256 !== undefined && keptFile(sha256) !== undefined);
    const found = isKept ? before : await askedFor(asked).catch((error: unknown) => error as Error);
    if (found instanceof Error)
        return `packages of Python cannot be had: ${found.message}, and nothing of ${project} is kept from before`;
    if (found.length === 0 || found.some(({ requiresPython }) => allows(requiresPython, python))) return undefined;
    const wants = found[0]?.requiresPython ?? "";
    return `${project}${version === undefined ? "" : ` ${version}`} wants Python ${wants}, and this machine has ${python}`;
}

async function askedFor(asked: Wanted): Promise<readonly Distribution[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
            () => reject(new Error(`no index answers within ${PATIENCE_MS / 1000} seconds`)),
            PATIENCE_MS,
        );
    });
    return Promise.race([distributionsOf(asked.project), late])
        .then((found) => suiting(found ?? [], asked))
        .finally(() => clearTimeout(timer));
}

function suiting(found: readonly Distribution[], { version }: Wanted): readonly Distribution[] {
    return version === undefined ? found : found.filter(({ name }) => sameVersion(name, version));
}
