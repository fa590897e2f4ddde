// The index of Python packages that jobs and images ask: what this machine's own index says, and each file once. It has a name
// that leads nowhere, and is answered by the proxy that is their only way out.
import { createReadStream, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

import { answersFor, type Say } from "../sandbox/forward-proxy";
import { type Distribution, distributionsIn, pageOf } from "./distributions";
import { keep, keepPage, keptFile, keptPage } from "./kept";
import { ask, indexes, Unreachable } from "./upstream";

/** https://www.rfc-editor.org/rfc/rfc6761#section-6.4 */
const HOST = "packages.fairlead.invalid";
const ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/** Of all settings of pip the weakest, so that whatever a job or an image says of its index goes before it. */
export const PIP_SETTINGS = `[global]\nindex-url = http://${HOST}/simple/\ntrusted-host = ${HOST}\n`;

/** Where files lie that were named on a page. */
const places = new Map<string, Distribution>();

answersFor(HOST, (request, response, say) => answer(request, response, say));

async function answer(request: IncomingMessage, response: ServerResponse, say: Say): Promise<void> {
    const { pathname } = new URL(request.url ?? "", `http://${HOST}`);
    const project = /^\/simple\/([A-Za-z0-9._-]+)\/$/.exec(pathname)?.[1];
    const [, sha256, name] = /^\/files\/([0-9a-f]{64})\/([^/]+)$/.exec(pathname) ?? [];
    try {
        if (project !== undefined) await answerPage(normalized(project), response, say);
        else if (sha256 !== undefined && name !== undefined) await answerFile(sha256, name, response, say);
        else response.writeHead(404).end();
    } catch (error) {
        say(`Packages: ${(error as Error).message}`);
        // pip asks again for other codes, each time a little later.
        response.writeHead(404, { connection: "close" }).end();
    }
}

/** https://packaging.python.org/specifications/name-normalization/ */
export function normalized(name: string): string {
    return name.replace(/[-_.]+/g, "-").toLowerCase();
}

async function answerPage(project: string, response: ServerResponse, say: Say): Promise<void> {
    const found = await distributionsOf(project).catch((error: unknown) => {
        const before = keptPage(project);
        if (!(error instanceof Unreachable)) throw error;
        if (before === undefined)
            throw new Unreachable(`${error.message}, and nothing of ${project} is kept from before`);
        say(`Packages: ${error.message}; of ${project} there is what was kept from before`);
        // Only whole files are kept.
        return before.map((each) => ({ ...each, metadata: undefined }));
    });
    if (found === undefined) return void response.writeHead(404).end();
    for (const each of found) if (each.sha256 !== undefined) places.set(each.sha256, each);
    const page = pageOf(found, `http://${HOST}/files`);
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
}

/** Nothing where no index knows the project. */
export async function distributionsOf(project: string): Promise<readonly Distribution[] | undefined> {
    const all: Distribution[] = [];
    let isKnown = false;
    for (const index of await indexes()) {
        const { url, answer } = await ask(`${index}/${project}/`, ACCEPT);
        const page = await text(answer);
        if (answer.statusCode === 404) continue;
        if (answer.statusCode !== 200)
            throw new Unreachable(`${new URL(url).host} answers ${answer.statusCode ?? "nothing"} for ${project}`);
        isKnown = true;
        all.push(...distributionsIn(page, url));
    }
    if (isKnown) keepPage(project, all);
    return isKnown ? all : undefined;
}

async function answerFile(sha256: string, name: string, response: ServerResponse, say: Say): Promise<void> {
    const place = places.get(sha256);
    const isMetadata = name.endsWith(".metadata");
    const kept = isMetadata ? undefined : keptFile(sha256);
    if (kept !== undefined) {
        const { size } = statSync(kept);
        say(`Packages: ${place?.name ?? name}, ${sizeOf(size)}kept from before`);
        response.writeHead(200, { "content-length": size });
        return void createReadStream(kept).pipe(response);
    }
    if (place === undefined) return void response.writeHead(404).end();
    const { url, answer } = await ask(isMetadata ? `${place.url}.metadata` : place.url, "*/*");
    const length = answer.headers["content-length"];
    if (answer.statusCode === 200 && !isMetadata) {
        say(`Packages: ${place.name}, ${sizeOf(Number(length ?? 0))}from ${new URL(url).host}`);
        keep(sha256, answer);
    }
    response.writeHead(answer.statusCode ?? 502, length === undefined ? {} : { "content-length": length });
    answer.on("error", () => response.destroy());
    answer.pipe(response);
}

/** Not every index says it before it sends the file. */
function sizeOf(bytes: number): string {
    if (bytes === 0) return "";
    return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB, ` : `${(bytes / 1e6).toFixed(1)} MB, `;
}
