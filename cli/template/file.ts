// One template as it lies on the disk, and in which line of it what stands.
import { readFileSync } from "node:fs";
import { basename } from "node:path";

import { type Document, isMap, isScalar, isSeq, type Node } from "yaml";

import type { JsonObject } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import { Refused } from "../../rehearsal/account/gateway";
import { SHORT_FORMS } from "../../rehearsal/cloudformation/short-forms";
import { documentOf } from "../../rehearsal/cloudformation/template";
import { readYaml, UnreadableYaml, type YamlRead } from "../../text/yaml";
import type { Problem } from "./problems";

/** Which stack a template is of, as far as that is known beside it. */
export interface StackFile {
    readonly path: string;
    readonly stack: string;
    readonly account?: string;
    readonly region?: string;
    /** Templates of stacks that are there before it, by their paths. */
    readonly after: readonly string[];
}

export interface TemplateFile extends StackFile {
    readonly document: JsonObject;
    readonly lineOf: (path: readonly string[]) => number | undefined;
}

/** Reads it, or says why it is none. */
export function readTemplateFile(file: StackFile): TemplateFile | Problem {
    const { path } = file;
    let text: string;
    try {
        text = readFileSync(path, "utf8");
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        return { file: path, says: code === "ENOENT" ? "there is no such file" : message };
    }
    let document: JsonObject;
    try {
        document = documentOf(text);
    } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return { file: path, says: `this is no template: ${error.message}` };
    }
    const { Resources: resources } = document;
    if (!isRecord(resources) || Object.keys(resources).length === 0)
        return { file: path, says: notOne(document), fix: fixOf(document) };
    return { ...file, document, lineOf: lineIn(text) };
}

function notOne(document: JsonObject): string {
    if (document["format"] === 1 && Array.isArray(document["resources"])) return "this is a plan, and no template";
    return "this is no template of CloudFormation: it has no Resources";
}

const fixOf = (document: JsonObject): string => (document["format"] === 1 ? "--plan <file>" : "Resources: { … }");

/** Looks where it stands only when asked: that takes longer than reading. */
function lineIn(text: string): TemplateFile["lineOf"] {
    let read: YamlRead | undefined | null = null;
    return (path) => {
        read ??= read === null ? located(text) : undefined;
        return read && lineAt(read, path);
    };
}

function located(text: string): YamlRead | undefined {
    try {
        return readYaml(text, { customTags: SHORT_FORMS });
    } catch (error) {
        if (error instanceof UnreadableYaml) return undefined;
        throw error;
    }
}

function lineAt({ document, lineAt: lineOf }: YamlRead, path: readonly string[]): number | undefined {
    let node: Document["contents"] = document.contents;
    let start = 0;
    for (const key of path) {
        if (isMap(node)) {
            const pair = node.items.find(({ key: name }) => String(isScalar(name) ? name.value : name) === key);
            if (!pair) break;
            // A short form has no key of its own in the text.
            start = startOf(pair.key) ?? startOf(pair.value) ?? start;
            node = pair.value as Node | null;
        } else if (isSeq(node)) {
            node = node.items[Number(key)] as Node | null;
            start = startOf(node) ?? start;
        } else break;
    }
    return lineOf(start);
}

const startOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];

/** A stack is called as its file is, where nothing else says so. */
export function stackNameOf(path: string): string {
    const name = basename(path)
        .replace(/\.(json|ya?ml|template)$/i, "")
        .replace(/\.template$/i, "")
        .replace(/[^A-Za-z0-9]+/g, "-")
        .replace(/^[^A-Za-z]+|-+$/g, "");
    return name === "" ? "template" : name.slice(0, 128);
}
