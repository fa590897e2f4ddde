// Packages that were fetched before, under their digest: the next rehearsal does not fetch them again, and one without a network
// has them. It outlives rehearsals; jobs have no way to it but our index, which checks what it takes in.
import { createHash, randomUUID } from "node:crypto";
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";

import type { Distribution } from "./distributions";

let folder: string | undefined;

/** @param path below `.fairlead/`; without one nothing is kept */
export function keepPackagesIn(path: string | undefined): void {
    folder = path;
}

/** A file by its digest. */
export function keptFile(sha256: string): string | undefined {
    const path = folder === undefined ? undefined : join(folder, "files", sha256);
    return path !== undefined && existsSync(path) ? path : undefined;
}

/** Keeps what streams by, if it is what its digest says. */
export function keep(sha256: string, content: Readable): void {
    if (folder === undefined) return;
    mkdirSync(join(folder, "files"), { recursive: true });
    const draft = join(folder, "files", `draft-${randomUUID()}`);
    const hash = createHash("sha256");
    const file = createWriteStream(draft);
    const drop = () => rmSync(draft, { force: true });
    content.on("data", (bytes: Buffer) => void hash.update(bytes));
    content.on("error", () => (file.destroy(), drop()));
    file.on("error", drop);
    file.on("finish", () => {
        if (hash.digest("hex") === sha256) renameSync(draft, join(folder as string, "files", sha256));
        else drop();
    });
    content.pipe(file);
}

/** What an index said of a project when it was last asked. */
export function keptPage(project: string): readonly Distribution[] | undefined {
    const path = pathOf(project);
    return path !== undefined && existsSync(path)
        ? (JSON.parse(readFileSync(path, "utf8")) as readonly Distribution[])
        : undefined;
}

export function keepPage(project: string, found: readonly Distribution[]): void {
    const path = pathOf(project);
    if (path === undefined || folder === undefined) return;
    mkdirSync(join(folder, "pages"), { recursive: true });
    const draft = `${path}.${randomUUID()}`;
    writeFileSync(draft, JSON.stringify(found));
    renameSync(draft, path);
}

function pathOf(project: string): string | undefined {
    return folder === undefined ? undefined : join(folder, "pages", `${project}.json`);
}
