// Here-documents of COPY and ADD: files whose lines stand in the Dockerfile itself.
// https://docs.docker.com/reference/dockerfile/#here-documents
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface HereDocument {
    readonly name: string;
    readonly content: string;
    /** Whether variables in it are filled in: not where the name stands in quotes. */
    readonly expands: boolean;
}

const BEGINS = /^<<(-?)(["']?)([A-Za-z0-9_.-]+)\2$/;

/** The line of the instruction, and what stands below it. */
export function documentsIn(raw: string): { readonly line: string; readonly documents: readonly HereDocument[] } {
    const [line = "", ...rest] = raw.split(/\r?\n/);
    const documents = line.split(/\s+/).flatMap((word): HereDocument[] => {
        const [, tabs, quote, name = ""] = BEGINS.exec(word) ?? [];
        if (tabs === undefined) return [];
        const own = (each: string): string => (tabs === "-" ? each.replace(/^\t+/, "") : each);
        const end = rest.findIndex((each) => own(each) === name);
        const lines = rest.splice(0, end === -1 ? rest.length : end + 1).slice(0, end === -1 ? undefined : end);
        return [{ name, content: lines.map((each) => `${own(each)}\n`).join(""), expands: quote === "" }];
    });
    return { line, documents };
}

/** The name of the document that a word of the instruction begins. */
export const documentNamed = (word: string): string | undefined => BEGINS.exec(word)?.[3];

/** As a context that COPY reads: each is a file by its name. */
export function writeDocuments(folder: string, documents: readonly HereDocument[]): void {
    for (const { name, content } of documents) {
        writeFileSync(join(folder, name), content);
        // Whatever this process may make: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go
        chmodSync(join(folder, name), 0o644);
    }
}
