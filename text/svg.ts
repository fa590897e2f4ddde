// What the picture is drawn with. Colours are classes, not attributes: the reader's light or dark setting decides.

import { printable } from "./printable";
import { beginning } from "./wrap";

export const style = `
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:#1f2933;font-size:13px}
.page{fill:#ffffff}.title{font-size:22px;font-weight:600}.line{font-size:17px;font-weight:600}.name{font-weight:600}
.soft{fill:#52606d;font-size:12px}.small{fill:#52606d;font-size:11.5px}.middle{text-anchor:middle}
.frame{fill:#f5f7fa;stroke:#cbd2d9}.stage{fill:#ffffff;stroke:#9aa5b1}.script{fill:#e6f0fd;stroke:#3f7ecb}
.aws{fill:#eef1f4;stroke:#7b8794}.person{fill:#fff1d6;stroke:#c77d0a}.release{fill:#e9f7ec;stroke:#2f8a4b}
.live{fill:#e9f7ec;stroke:#2f8a4b}.chip{fill:#f5f7fa;stroke:#cbd2d9}.arrow{stroke:#52606d;fill:none;stroke-width:1.6}
.head{fill:#52606d}.start{stroke:#7a4fc2;fill:none;stroke-width:1.6}.starthead{fill:#7a4fc2}.starttext{fill:#5f3aa3;font-size:12px}
.icon{stroke:#c77d0a;fill:none;stroke-width:1.8}
@media (prefers-color-scheme:dark){
text{fill:#e4e7eb}.page{fill:#14181d}.soft,.small{fill:#a9b4c0}.frame{fill:#1b2128;stroke:#3e4c59}.stage{fill:#222a33;stroke:#616e7c}
.script{fill:#1d3350;stroke:#6ba3e8}.aws{fill:#2b333c;stroke:#8a97a5}.person{fill:#463313;stroke:#eda93b}.release,.live{fill:#173322;stroke:#58b878}
.chip{fill:#1b2128;stroke:#3e4c59}.arrow{stroke:#a9b4c0}.head{fill:#a9b4c0}.start{stroke:#b18cf0}.starthead{fill:#b18cf0}.starttext{fill:#c9aef5}
.icon{stroke:#eda93b}}`;

export function escape(text: string): string {
    return printable(text)
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;");
}

export function box(x: number, y: number, width: number, height: number, kind: string, radius = 8): string {
    return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}" class="${kind}"/>`;
}

export function label(text: string, x: number, y: number, kind = ""): string {
    return `<text x="${round(x)}" y="${round(y)}"${kind === "" ? "" : ` class="${kind}"`}>${escape(text)}</text>`;
}

/** An arrow to the right, its head at `to`. */
export function arrow(from: number, to: number, y: number): string {
    return (
        `<path d="M${round(from)} ${round(y)}H${round(to - 7)}" class="arrow"/>` +
        `<path d="M${round(to)} ${round(y)}l-9 -5v10z" class="head"/>`
    );
}

/** What starts a pipeline: a line down into it, ending at `to`. */
export function startArrow(x: number, from: number, to: number): string {
    return (
        `<circle cx="${round(x)}" cy="${round(from)}" r="3.5" class="starthead"/><path d="M${round(x)} ${round(from)}V${round(to - 7)}" class="start"/>` +
        `<path d="M${round(x)} ${round(to)}l-5 -9h10z" class="starthead"/>`
    );
}

/** A sheet of paper with a folded corner: the release. */
export function sheet(x: number, y: number, width: number, height: number): string {
    const fold = 14;
    return (
        `<path d="M${round(x)} ${round(y)}h${width - fold}l${fold} ${fold}v${height - fold}h${-width}z" class="release"/>` +
        `<path d="M${round(x + width - fold)} ${round(y)}v${fold}h${fold}" class="release"/>`
    );
}

/** Head and shoulders: a person has to decide. */
export function person(x: number, y: number): string {
    return `<circle cx="${round(x)}" cy="${round(y - 5)}" r="4" class="icon"/><path d="M${round(x - 7)} ${round(y + 9)}c0 -11 14 -11 14 0" class="icon"/>`;
}

/** A name and what is said about it, side by side whichever font the reader has. */
export function named(name: string, kind: string, words: string, x: number, y: number): string {
    const more = words === "" ? "" : `<tspan dx="8" class="soft">${escape(words)}</tspan>`;
    return `<text x="${round(x)}" y="${round(y)}"><tspan class="${kind}">${escape(name)}</tspan>${more}</text>`;
}

/** Letters by how wide a broad font draws them, in parts of its size; all others are about as wide as an `n`. */
const widths: readonly (readonly [letters: RegExp, width: number])[] = [
    [/[ijlI.,:;|'!()[\]/ -]/, 0.36],
    [/[frt]/, 0.42],
    [/[mwMW@]/, 0.92],
    [/[A-Z0-9]/, 0.68],
];

/** About how wide a text will be. Fonts differ from reader to reader, so this is rather too much than too little. */
export function widthOf(text: string, size = 13, weight: "bold" | "normal" = "normal"): number {
    const parts = [...text].map((letter) => widths.find(([letters]) => letters.test(letter))?.[1] ?? 0.6);
    return parts.reduce((sum, part) => sum + part, 0) * size * (weight === "bold" ? 1.12 : 1);
}

/** A text that fits, or its beginning. */
export function fitted(text: string, width: number, size = 13, weight: "bold" | "normal" = "normal"): string {
    if (widthOf(text, size, weight) <= width) return text;
    let end = text.length - 1;
    while (end > 1 && widthOf(`${beginning(text, end)}…`, size, weight) > width) end--;
    return `${beginning(text, end)}…`;
}

/** Breaks a text between words so that it stays within a width, and inside of a name only where it must be. */
export function lay(text: string, width: number, size: number): string[] {
    const lines: string[] = [];
    const words = text
        .split(/(?<=[ /])/)
        .flatMap((word) => (widthOf(word.trimEnd(), size) > width ? word.split(/(?<=-)/) : [word]));
    for (const word of words) {
        const last = lines.at(-1);
        if (last !== undefined && widthOf(last + word.trimEnd(), size) <= width) {
            lines[lines.length - 1] = last + word;
        } else {
            lines.push(word);
        }
    }
    return lines.map((each) => each.trimEnd());
}

function round(value: number): number {
    return Math.round(value * 10) / 10;
}
