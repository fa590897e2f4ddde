// Values that neither the settings nor an example know: GitHub tells them, or the disk.
import { isAbsolute, relative } from "node:path";

import type { Subject } from "../context";
import type { Fix } from "./fix";
import { type Outline, own, type Path, valueAt } from "./outline";
import { isRight, leavesOf } from "./sample";

/** The command that tells it, unless what was received is right but for quotes: an example would let somebody else in. */
export function lookingUp({ lookUp }: Outline, path: Path, suggestion: unknown, { document }: Subject): Fix[] {
    const received = valueAt(document, path);
    if (lookUp === undefined || leavesOf(suggestion).every(([, value]) => String(value) === String(received)))
        return [];
    const beside = path.map((_, depth) => valueAt(document, [...path.slice(0, depth), "repository"]));
    // Below `ids`, a number has that name.
    const repository = beside.findLast((value) => typeof value === "string" && value.includes("/"));
    const known = { login: received, repository };
    const command = lookUp.replace(/\{(\w+)\}/, (_, name: string) => {
        const value = own(known, name);
        return typeof value === "string" && /^[\w./-]+$/.test(value) ? value : `<${name}>`;
    });
    return ["write in quotes what this tells:", command];
}

/** The same folder by its way from the project, which a program is run in; only where it is there. */
export function folderMeant(outline: Outline, received: unknown, { filesIn }: Subject): string | undefined {
    if (!outline.isFolder || typeof received !== "string" || !isAbsolute(received)) return undefined;
    const way = relative(".", received);
    const meant = way.startsWith("..") ? way : `./${way}`;
    return filesIn?.(meant) !== undefined && isRight(outline, meant) ? meant : undefined;
}
