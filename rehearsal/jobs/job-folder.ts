// The folder of one build: everything it may write to, and nothing else.
import { existsSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

import type { LocalAccount } from "../account/local-account";
import { isolationSupport } from "../sandbox/contain";

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
