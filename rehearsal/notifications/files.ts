// Where what was received lies, for people to look at: beneath the session's folder, a folder for each recipient. No path is
// made of anything that a message says, and what it says stays text for whoever shows the file in a terminal.
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { printable } from "../../text/printable";
import type { LocalAccount } from "../account/local-account";
import type { Subscriber } from "./subscribers";

const FOLDER = "notifications";
const LONGEST = 60;

/** Writes a file whole; answers its path from the session's folder. */
export function keep(account: LocalAccount, name: readonly [folder: string, file: string], text: string): string {
    const path = join(FOLDER, ...name);
    mkdirSync(dirname(join(account.folder, path)), { recursive: true });
    writeFileSync(join(account.folder, path), printable(text));
    return path;
}

/** Adds a line to a file, as what is archived line by line. */
export function keepLine(account: LocalAccount, name: readonly [folder: string, file: string], line: string): string {
    const path = join(FOLDER, ...name);
    mkdirSync(dirname(join(account.folder, path)), { recursive: true });
    appendFileSync(join(account.folder, path), `${printable(line)}\n`);
    return path;
}

export function folderOf({ protocol, label }: Pick<Subscriber, "protocol" | "label">): string {
    const plain = label
        .replace(/^\w+:\/\//, "")
        .replace(/[^\w@+.-]+/g, "-")
        .replace(/\.{2,}/g, ".");
    if (plain === label && plain.length <= LONGEST) return `${protocol}-${plain}`;
    const digest = createHash("sha256").update(label).digest("hex").slice(0, 4);
    return `${protocol}-${plain.slice(0, LONGEST)}-${digest}`;
}

/** Sorted as they came. */
export function fileOf(n: number, extension: string): string {
    return `${String(n).padStart(5, "0")}.${extension}`;
}
