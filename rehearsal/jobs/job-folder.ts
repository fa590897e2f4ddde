// The folders of one build, each with the place where the job sees it: what it may write to, and what it can only read.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { spawnSync } from "node:child_process";

import { below } from "../../plan/plans";
import { NotRehearsed } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { PIP_SETTINGS } from "../packages/python-index";
import type { Shown } from "../sandbox/toolchain";
import { RefusedInside } from "../sandbox/room";
import type { RoomFiles } from "./room-files";
import { pythonIn } from "./python";
import { type Buildspec, readBuildspec, UnusableBuildspec } from "./buildspec";
import type { Sources } from "./environment";
import type { Build } from "./request";
import { readZip } from "./zip";

/** Where a job finds its folders. */
export interface JobPlaces {
    readonly output: string;
    readonly local: string;
}

/** As in CodeBuild's own containers. */
const CODEBUILD: JobPlaces = { output: "/codebuild/output", local: "/codebuild/local" };

export class JobFolder {
    /** As the job names them. */
    public readonly home: string;
    public readonly tmp: string;
    /** Ours. */
    public readonly bin: string;
    /** Settings of programs, the weakest there are. */
    public readonly settings: string;
    /** Its own Python, once it has one. */
    public readonly python: string;
    public readonly shell: string;
    public readonly sources: string;
    /** What the engine writes and the job only reads, where each of the two finds it. */
    public readonly local: Shown;
    /** The job's own. */
    public readonly output: Shown;
    /** On this machine. */
    public readonly ownTmp: string;
    /** The same, of root. */
    public readonly ownHome: string;

    /** It does not outlive its build, unless the engine is killed. */
    constructor(
        public readonly path: string,
        isolated: boolean,
        places = CODEBUILD,
    ) {
        const [output, local] = [join(path, "output"), join(path, "local")];
        this.output = { from: output, at: isolated ? places.output : output };
        this.local = { from: local, at: isolated ? places.local : local };
        this.ownTmp = join(path, "tmp");
        this.ownHome = join(path, "root");
        const own = ["", "bin", "settings", "settings/pip"].map((name) => join(local, name));
        for (const folder of [output, this.ownTmp, this.ownHome, ...own]) mkdirSync(folder, { recursive: true });
        // Also where the engine was told to make what others cannot read.
        for (const folder of own) chmodSync(folder, 0o755);
        writeFileSync(join(local, "settings/pip/pip.conf"), PIP_SETTINGS, { mode: 0o644 });
        this.tmp = isolated ? "/tmp" : this.ownTmp;
        this.bin = posix.join(this.local.at, "bin");
        this.settings = posix.join(this.local.at, "settings");
        this.python = pythonIn(this.output.at);
        [this.home, this.shell, this.sources] = ["home", "shell", "src"].map((name) =>
            posix.join(this.output.at, name),
        ) as [string, string, string];
    }

    /** Folders that come first on its PATH. */
    public get programs(): readonly string[] {
        return [posix.join(this.python, "bin"), this.bin];
    }

    /** Nothing of the job runs any more. What it made unreadable for its own user is removed all the same. */
    public clear(): void {
        try {
            rmSync(this.path, { recursive: true, force: true });
        } catch {
            spawnSync("chmod", ["-R", "u+rwX", this.path]);
            rmSync(this.path, { recursive: true, force: true });
        }
    }
}

// What a build works on: its input artifacts, unpacked, and the buildspec.

export async function unpackSources(
    account: LocalAccount,
    build: Build,
    folder: JobFolder,
    files: RoomFiles,
): Promise<Sources> {
    const { inputs, primary } = build.request;
    const type = below(build.project.resource.inputs, "source")["type"];
    if (type !== "CODEPIPELINE" && type !== "NO_SOURCE")
        throw new NotRehearsed(
            `a project with a source of type ${String(type)}; let a pipeline fetch it (CODEPIPELINE)`,
        );
    const folders = Object.entries(inputs).map(
        ([artifact, digest]) =>
            [
                artifact,
                digest,
                artifact === primary ? folder.sources : posix.join(folder.output.at, "sources", artifact),
            ] as const,
    );
    for (const own of [folder.sources, folder.home, folder.shell]) await files.put(own, []);
    for (const [, digest, at] of folders) await files.put(at, readZip(account.blobs.get(digest)));
    return {
        primary: folder.sources,
        others: Object.fromEntries(folders.filter(([name]) => name !== primary).map(([name, , at]) => [name, at])),
    };
}

/** More than any buildspec has. */
const MOST = 1024 * 1024;

/** The project holds the text, or the path of a file in the primary source. */
export async function buildspecOf(build: Build, files: RoomFiles): Promise<Buildspec> {
    const given = below(build.project.resource.inputs, "source")["buildspec"];
    const written = typeof given === "string" && given !== "" ? given : "buildspec.yml";
    if (written.includes("\n") || written.trimStart().startsWith("{"))
        return readBuildspec(written, `the buildspec of ${build.project.resource.name}`);
    if (written.startsWith("arn:")) throw new NotRehearsed(`a buildspec in S3 (${written}); put it into the source`);
    const text = await files.read(written, MOST).catch((error: unknown) => {
        if (!(error instanceof RefusedInside)) throw error;
        const missing = error.code === "ENOENT" || error.code === "ENOTDIR";
        const why = missing ? "no such file or directory in the source; put it there, at its root" : error.message;
        throw new UnusableBuildspec([`${written}: ${why}`]);
    });
    return readBuildspec(text.toString("utf8"), written);
}
