// What an index of Python packages says of one project, in either of the two forms there are, and as our own index says it.
// https://packaging.python.org/specifications/simple-repository-api/

export interface Distribution {
    readonly name: string;
    readonly url: string;
    readonly sha256?: string;
    readonly requiresPython?: string;
    /** Of the file beside it that pip reads before it fetches the whole: its digest, or that it is there. */
    readonly metadata?: string;
    readonly yanked?: string;
}

interface JsonFile {
    readonly filename: string;
    readonly url: string;
    readonly hashes?: Readonly<Record<string, string>>;
    readonly "requires-python"?: string | null;
    readonly "core-metadata"?: boolean | Readonly<Record<string, string>>;
    readonly yanked?: boolean | string;
}

/** @param at where the page was found, which its addresses may be relative to */
export function distributionsIn(page: string, at: string): readonly Distribution[] {
    return page.trimStart().startsWith("{") ? ofJson(page, at) : ofHtml(page, at);
}

function ofJson(page: string, at: string): readonly Distribution[] {
    const { files = [] } = JSON.parse(page) as { readonly files?: readonly JsonFile[] };
    return files.map((file) => {
        const metadata = file["core-metadata"];
        return {
            name: file.filename,
            url: place(file.url, at).href,
            sha256: digestIn(file.hashes?.["sha256"]),
            requiresPython: file["requires-python"] ?? undefined,
            metadata:
                typeof metadata === "object" ? `sha256=${metadata["sha256"] ?? ""}` : metadata ? "true" : undefined,
            yanked: file.yanked === true ? "" : file.yanked === false ? undefined : file.yanked,
        };
    });
}

function ofHtml(page: string, at: string): readonly Distribution[] {
    return [...page.matchAll(/<a\s([^>]*)>([^<]*)<\/a>/gi)].flatMap(([, attributes = "", text = ""]) => {
        const value = (name: string) => {
            const found = new RegExp(`(?:^|\\s)${name}(?:\\s*=\\s*(?:"([^"]*)"|'([^']*)'))?(?=\\s|$)`, "i").exec(
                attributes,
            );
            return found ? unescaped(found[1] ?? found[2] ?? "") : undefined;
        };
        const href = value("href");
        if (href === undefined || !URL.canParse(href, at)) return [];
        const url = place(href, at);
        const sha256 = digestIn(/^#sha256=(.*)$/.exec(url.hash)?.[1]);
        url.hash = "";
        return {
            name: unescaped(text.trim()),
            url: url.href,
            sha256,
            requiresPython: value("data-requires-python"),
            metadata: value("data-core-metadata") ?? value("data-dist-info-metadata"),
            yanked: value("data-yanked"),
        };
    });
}

/** A name and a password in the address of an index are this machine's; jobs read these pages, and they are kept. */
function place(address: string, at: string): URL {
    const url = new URL(address, at);
    url.username = url.password = "";
    return url;
}

/** It becomes the name of a file. */
function digestIn(text: string | undefined): string | undefined {
    return text !== undefined && /^[0-9a-f]{64}$/.test(text) ? text : undefined;
}

/** In the form that every pip reads. What has no digest is fetched from where it lies. */
export function pageOf(found: readonly Distribution[], files: string): string {
    const links = found.map(({ name, url, sha256, requiresPython, metadata, yanked }) => {
        const href = sha256 === undefined ? url : `${files}/${sha256}/${encodeURIComponent(name)}#sha256=${sha256}`;
        const attributes = {
            href,
            "data-requires-python": requiresPython,
            "data-core-metadata": sha256 === undefined ? undefined : metadata,
            "data-dist-info-metadata": sha256 === undefined ? undefined : metadata,
            "data-yanked": yanked,
        };
        const shown = Object.entries(attributes).flatMap(([key, value]) =>
            value === undefined ? [] : [`${key}="${escaped(value)}"`],
        );
        return `<a ${shown.join(" ")}>${escaped(name)}</a><br>`;
    });
    return `<!doctype html><html><head><meta name="pypi:repository-version" content="1.0"></head><body>\n${links.join("\n")}\n</body></html>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
    amp: "&",
    gt: ">",
    lt: "<",
    quot: '"',
    "#34": '"',
    "#39": "'",
    "#x27": "'",
};

function unescaped(text: string): string {
    return text.replace(/&(\w+|#\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

function escaped(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
