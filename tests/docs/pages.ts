import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { root } from "../support/program";

/** A page of documentation, read for what can be checked in it. */
export interface Page {
    /** Relative to the project. */
    readonly file: string;
    readonly text: string;
    readonly blocks: readonly Block[];
    /** Everything that is set as code, in blocks or between backticks. */
    readonly code: readonly string[];
}

export interface Block {
    readonly language: string;
    readonly text: string;
    /** Where it begins, for the message. */
    readonly line: number;
}

/** Every page a user reads; what packages bring along is not ours. */
export function allPages(): Page[] {
    const below = (folder: string): string[] =>
        readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
            const file = path.posix.join(folder, entry.name);
            if (entry.isDirectory()) return entry.name === "node_modules" ? [] : below(file);
            return entry.name.endsWith(".md") ? [file] : [];
        });
    const top = readdirSync(root).filter((name) => name.endsWith(".md"));
    return [...top, ...below("docs"), ...below("examples")].map(readPage);
}

export function readPage(file: string): Page {
    const text = readFileSync(path.join(root, file), "utf8");
    const blocks = [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)].map(
        ({ 1: indent = "", 2: language = "", 3: body = "", index }) => ({
            language,
            text: body.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
            line: text.slice(0, index).split("\n").length,
        }),
    );
    const inline = [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
    return { file, text, blocks, code: [...blocks.map((block) => block.text), ...inline] };
}

/** The part of a page between a heading and the next one of the same rank. */
export function section(text: string, heading: string): string {
    const [, rest] = text.split(`\n${heading}\n`);
    const [rank = ""] = heading.split(" ");
    return rest?.split(new RegExp(`\\n${rank} `))[0] ?? "";
}

/** What is wrong with the links of a page, one sentence each. */
export function brokenLinks({ file, text }: Page): string[] {
    const links = [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    return links.flatMap((link) => {
        if (/^https?:\/\//.test(link)) return [];
        const [to = "", anchor] = link.split("#");
        const target = to === "" ? file : path.posix.join(path.posix.dirname(file), to);
        if (!existsSync(path.join(root, target))) return [`${file}: ${link} leads to no file`];
        if (anchor === undefined || anchorsOf(readFileSync(path.join(root, target), "utf8")).includes(anchor))
            return [];
        return [`${file}: ${link} leads to no heading of ${target}`];
    });
}

/** Headings as GitHub names them. */
function anchorsOf(text: string): string[] {
    return [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
        heading
            .toLowerCase()
            .replaceAll(/[^\w\- ]/g, "")
            .replaceAll(" ", "-"),
    );
}

/** Keeps the lines, so that places stay where they are. */
function withoutBlocks(text: string): string {
    return text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, (block) => block.replaceAll(/[^\n]/g, ""));
}
