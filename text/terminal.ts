import { pageWidth, wrap } from "./wrap";

/** Left and right text of one line; the right one goes below where both do not fit. */
export function spread(left: string, right: string, width = pageWidth): string[] {
    const gap = width - left.length - right.length;
    return gap >= 2
        ? [left + " ".repeat(gap) + right]
        : [...wrap(left.trimStart(), /^ */.exec(left)?.[0] ?? ""), ...wrap(right, "        ")];
}

type Painter = (text: string) => string;

export type Paint = Readonly<Record<"bold" | "dim" | "red" | "green" | "yellow", Painter>>;

/** Colours where a person watches, none in a file, a pipe or where they are declined (no-color.org). */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
    const on = stream.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
    const code = (open: number, close: number) => (text: string) =>
        on ? `\u001b[${open}m${text}\u001b[${close}m` : text;
    return { bold: code(1, 22), dim: code(2, 22), red: code(31, 39), green: code(32, 39), yellow: code(33, 39) };
}
