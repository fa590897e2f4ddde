// What a build gives: the files that the buildspec names, as CodeBuild looks for them, inside the job.
import { basename, posix } from "node:path";

import { matchesParts, partsOf } from "../containers/glob.cjs";
import { type Found, KINDS, type RoomFiles } from "./room-files";
import type { Artifacts } from "./buildspec";
import { type Entry, KIND, LINK, writeZip } from "./zip";

/** CodeBuild's own words for the phase that looks for them. */
export class ClientError extends Error {}

type Selection = Pick<Artifacts, "files" | "base-directory" | "exclude-paths" | "discard-paths" | "enable-symlinks">;
type Expand = (text: string) => string;

/** The zip of one artifact. `expand` fills in the variables of the build. */
export async function zipOf(selected: Artifacts, files: RoomFiles, expand: Expand): Promise<Buffer> {
    const chosen = await filesOf(selected, files, expand);
    if (chosen.size === 0) throw new ClientError("no matching artifact paths found");
    return pack(chosen, files, { links: selected["enable-symlinks"] === true });
}

/** Where files lie, by what they are called in the artifact. */
export async function filesOf(
    selected: Selection,
    files: RoomFiles,
    expand: Expand,
): Promise<ReadonlyMap<string, string>> {
    const folder = files.cwd;
    const excluded = (selected["exclude-paths"] ?? []).map((path) => normal(expand(path)));
    const found = new Map<string, string>();
    for (const base of await basesOf(selected["base-directory"], files, expand)) {
        const all = await listed(files, base, selected, expand);
        for (const wanted of selected.files ?? []) {
            for (const path of await matching(files, base, normal(expand(wanted)), all)) {
                const fromFolder = posix.relative(folder, posix.join(base, path));
                if (excluded.some((pattern) => [path, fromFolder].some((each) => fits(each, pattern)))) continue;
                found.set(nameOf(path, selected["discard-paths"] === true), posix.join(base, path));
            }
        }
    }
    return found;
}

// unverified: what a file outside of the base directory is called in an artifact that keeps paths
// | fails as: an artifact that is refused here is uploaded by CodeBuild, under a name of its own
// | settle: a build with artifacts.files: [/tmp/x] and no discard-paths, then unzip -l of its artifact
function nameOf(path: string, discards: boolean): string {
    if (discards) return basename(path);
    if (path.startsWith("../"))
        throw new ClientError(
            `not rehearsed: ${path} lies outside of the base directory; with discard-paths its last name is taken`,
        );
    return path;
}

/** `my-directory*` stands for every folder of that beginning; the folders themselves are left out of the artifact. */
async function basesOf(wanted: string | undefined, files: RoomFiles, expand: Expand): Promise<readonly string[]> {
    if (wanted === undefined) return [files.cwd];
    const path = normal(expand(wanted));
    const bases = isPattern(path)
        ? (await files.list(files.cwd))
              .filter((found) => !found.path.includes("/") && found.leadsTo === "folder" && fits(found.path, path))
              .map((found) => posix.join(files.cwd, found.path))
        : (await files.kind(path)) === "folder"
          ? [posix.resolve(files.cwd, path)]
          : [];
    if (bases.length === 0) throw new ClientError(`no matching base directory path found for ${path}`);
    return bases;
}

/** A folder is only looked through where a pattern asks for that. */
async function listed(files: RoomFiles, base: string, selected: Selection, expand: Expand): Promise<readonly string[]> {
    if (!(selected.files ?? []).some((wanted) => isPattern(normal(expand(wanted))))) return [];
    const links = selected["enable-symlinks"] === true;
    return (await files.list(base))
        .filter((found) => isFile(found) || (links && isLink(found)))
        .map(({ path }) => path);
}

async function matching(
    files: RoomFiles,
    base: string,
    wanted: string,
    all: readonly string[],
): Promise<readonly string[]> {
    const path = wanted.startsWith("/") ? posix.relative(base, wanted) : wanted;
    if (isPattern(path)) return all.filter((file) => fits(file, path));
    return (await files.kind(posix.join(base, path))) === "file" ? [path] : [];
}

/**
 * As the command line of a shell, where Docker writes `[^a]` for `[!a]`, and `**` for any number of folders. A pattern is
 * the job's own text: the time that it takes grows with its length and no faster.
 */
function fits(path: string, pattern: string): boolean {
    const asDocker = pattern.replace(/\\.|\[!/gs, (part) => (part === "[!" ? "[^" : part));
    return matchesParts(partsOf(asDocker), partsOf(path));
}

function isPattern(path: string): boolean {
    return /[*?[]/.test(path);
}

/** A link that leads nowhere is none; one that leads in a circle is said. */
function isFile({ path, leadsTo }: Found): boolean {
    if (leadsTo !== undefined && !KINDS.includes(leadsTo)) throw new ClientError(`cannot read ${path}: ${leadsTo}`);
    return leadsTo === "file";
}

/** A link to a folder is one entry, which brings nothing of the folder. */
function isLink({ kind, leadsTo }: Found): boolean {
    return kind === "link" && leadsTo === "folder";
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html speaks of links inside of the source alone. */
function refuseLeavingLinks(entries: readonly Entry[]): void {
    for (const { name, mode, bytes } of entries) {
        if ((mode & KIND) !== LINK) continue;
        const target = Buffer.from(bytes).toString("utf8");
        if (/^(\/|\.\.(\/|$))/.test(posix.join(posix.dirname(name), target)) || target.startsWith("/"))
            throw new ClientError(`not rehearsed: the link ${name}, which leads out of the artifact`);
    }
}

function normal(path: string): string {
    return path.replace(/^\.\/(?=.)/, "").replace(/(?<=.)\/+$/, "");
}

export async function pack(
    chosen: ReadonlyMap<string, string>,
    files: RoomFiles,
    { links = false } = {},
): Promise<Buffer> {
    const sorted = [...chosen].sort(([a], [b]) => (a < b ? -1 : 1));
    const entries = await files.take(
        sorted.map(([name, path]) => ({ name, path })),
        links,
    );
    refuseLeavingLinks(entries);
    return writeZip(entries);
}
