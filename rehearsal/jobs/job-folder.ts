// The folder of one build: everything it may write to, and nothing else.
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

import { below } from "../../plan/plans";
import { NotRehearsed } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { isolationSupport } from "../sandbox/contain";
import { unpack } from "./artifacts";
import { type Buildspec, readBuildspec, UnusableBuildspec } from "./buildspec";
import type { Sources } from "./environment";
import type { Build } from "./request";

/** Where the folders of all builds lie; none outlives its build, unless the engine is killed. */
export function jobsFolder(account: LocalAccount): string {
    return join(account.folder, "jobs");
}

export class JobFolder {
    public readonly home: string;
    public readonly tmp: string;
    public readonly bin: string;
    public readonly shell: string;
    public readonly sources: string;

    /** Named by a build's id, below the rehearsal's folder. */
    constructor(
        public readonly path: string,
        /** Whether the job sees its own folder at `/tmp`. */
        private readonly isolated = isolationSupport().namespaces,
    ) {
        [this.home, this.tmp, this.bin, this.shell, this.sources] = ["home", "tmp", "bin", "shell", "src"].map(
            (name) => {
                const below = join(path, name);
                mkdirSync(below, { recursive: true });
                return below;
            },
        ) as [string, string, string, string, string];
    }

    /** A path as a program of the job in `cwd` means it, where it really lies. */
    public real(path: string, cwd: string): string {
        const absolute = resolve(cwd, path);
        const own = !relative(this.path, absolute).startsWith("..");
        return this.isolated && !own && absolute.startsWith("/tmp/")
            ? join(this.tmp, absolute.slice("/tmp".length))
            : absolute;
    }

    /** The same; refused where links or dots lead out of the folder. */
    public writable(path: string, cwd: string): string {
        const real = this.real(path, cwd);
        const placed = join(realpathSync(nearest(dirname(real))), basename(real));
        if (relative(realpathSync(this.path), placed).startsWith(".."))
            throw new Error(`[Errno 30] Read-only file system: '${path}'`);
        return real;
    }

    public clear(): void {
        rmSync(this.path, { recursive: true, force: true });
    }
}

/** The folder, or the first above it that is there. */
function nearest(folder: string): string {
    return existsSync(folder) ? folder : nearest(dirname(folder));
}

// What a build works on: its input artifacts, unpacked, and the buildspec.

export function unpackSources(account: LocalAccount, build: Build, jobFolder: JobFolder): Sources {
    const { inputs, primary } = build.request;
    const type = below(build.project.resource.inputs, "source")["type"];
    if (type !== "CODEPIPELINE" && type !== "NO_SOURCE")
        throw new NotRehearsed(
            `a project with a source of type ${String(type)}; let a pipeline fetch it (CODEPIPELINE)`,
        );
    const folders = Object.entries(inputs).map(([artifact, digest]) => {
        const folder = artifact === primary ? jobFolder.sources : join(jobFolder.path, "sources", artifact);
        unpack(account.blobs.get(digest), folder);
        return [artifact, folder] as const;
    });
    return {
        primary: jobFolder.sources,
        others: Object.fromEntries(folders.filter(([artifact]) => artifact !== primary)),
    };
}

/** The project holds the text, or the path of a file in the primary source. */
export function buildspecOf(build: Build, jobFolder: JobFolder): Buildspec {
    const given = below(build.project.resource.inputs, "source")["buildspec"];
    const written = typeof given === "string" && given !== "" ? given : "buildspec.yml";
    if (written.includes("\n") || written.trimStart().startsWith("{"))
        return readBuildspec(written, `the buildspec of ${build.project.resource.name}`);
    if (written.startsWith("arn:")) throw new NotRehearsed(`a buildspec in S3 (${written}); put it into the source`);
    const path = join(jobFolder.sources, written);
    if (!existsSync(path))
        throw new UnusableBuildspec([`${written}: no such file or directory in the source; put it there, at its root`]);
    return readBuildspec(readFileSync(path, "utf8"), written);
}
