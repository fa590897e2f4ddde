import { escape } from "../../text/svg";

/** Text that is HTML already. Everything else is escaped where it is put in. */
export class Html {
    constructor(public readonly text: string) {}
}

export type Content = Html | string | number | undefined | readonly Content[];

export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
    // Our source is indented; the page need not be.
    const texts = strings.map((text) => text.replaceAll(/\n\s+/g, "\n"));
    return new Html(texts.reduce((before, after, at) => before + inside(contents[at - 1]) + after));
}

function inside(content: Content): string {
    if (content === undefined) return "";
    if (content instanceof Html) return content.text;
    return typeof content === "object" ? content.map(inside).join("") : escape(String(content));
}
