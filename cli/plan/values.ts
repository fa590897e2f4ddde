import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";

import { byText, type Json, type JsonObject, sorted } from "../../plan/document";

// How the SDK marks what JSON cannot say (runtime/rpc.js; the engine's protocol, so it does not change).
const mark = "4dabf18193072939515e22adb298388d";
const marks = {
    secret: "1b47061264138c4ac30d75fd1eb44270",
    asset: "c44067f5952c0a294b673a41bacd8c17",
    archive: "0def7320c3a5731c473e5ecbe6d01bc7",
    resource: "5cf8f73096256a8f31e491e813e4eb8e",
    output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Marks a stand-in answer as secret, on its way to the program. */
export function secret(value: string): JsonObject {
    return { [mark]: marks.secret, value };
}

/** How a plan shows what must not be shown, and what only AWS will know. */
export const hidden: JsonObject = { secret: true };
export const unknown: JsonObject = { unknown: true };

interface WireOptions {
    /** Folder that paths of files are shown relative to. */
    readonly root: string;
    /** Components: what is not a plain value is left out. */
    readonly plainOnly?: boolean;
}

/** A value as the SDK sends it, as a plan shows it. */
function fromWire(value: Json, options: WireOptions): Json | undefined {
    if (value === unknownText) {
        return unknown;
    }
    if (Array.isArray(value)) {
        return value.flatMap((item: Json) => {
            const read = fromWire(item, options);
            return read === undefined ? [] : [read];
        });
    }
    if (value === null || typeof value !== "object") {
        return value;
    }
    const object = value as JsonObject;
    switch (object[mark]) {
        case undefined:
            return fieldsFromWire(object, options);
        case marks.secret:
            return hidden;
        case marks.asset:
            return options.plainOnly ? undefined : asset(object, options.root);
        case marks.archive:
            return options.plainOnly ? undefined : archive(object, options);
        case marks.resource:
            return options.plainOnly ? undefined : (object.id ?? object.urn ?? undefined);
        case marks.output:
            return object.secret === true
                ? hidden
                : object.value === undefined
                  ? unknown
                  : fromWire(object.value, options);
        default:
            return undefined;
    }
}

export function fieldsFromWire(object: JsonObject, options: WireOptions): JsonObject {
    const entries = Object.entries(object).flatMap(([key, item]) => {
        const read = item === null ? undefined : fromWire(item, options);
        return read === undefined ? [] : [[key, read] as const];
    });
    return sorted(Object.fromEntries(entries));
}

function asset(object: JsonObject, root: string): Json {
    if (typeof object.path === "string") {
        return fileAt(object.path, root);
    }
    return typeof object.uri === "string" ? { uri: object.uri } : { text: String(object.text ?? "") };
}

function archive(object: JsonObject, options: WireOptions): Json {
    if (typeof object.path === "string") {
        return fileAt(object.path, options.root);
    }
    return typeof object.uri === "string"
        ? { uri: object.uri }
        : { archive: fieldsFromWire((object.assets ?? {}) as JsonObject, options) };
}

/** A path means something only together with the bytes that stood there. */
function fileAt(path: string, root: string): Json {
    const full = resolve(root, path);
    const shown = relative(root, full).replaceAll("\\", "/");
    return existsSync(full) ? { path: shown, sha256: digestOf(full) } : { path: shown };
}

function digestOf(path: string): string {
    const hash = createHash("sha256");
    if (!statSync(path).isDirectory()) {
        return hash.update(readFileSync(path)).digest("hex");
    }
    for (const name of readdirSync(path).sort(byText)) {
        hash.update(`${name}\0${digestOf(join(path, name))}\n`);
    }
    return hash.digest("hex");
}

/** Hides every text that holds one of the secrets, however it got there: inside JSON, in the middle of a command, in base64. */
export function withoutSecrets<T extends Json>(value: T, secrets: readonly string[]): T {
    if (secrets.length === 0) {
        return value;
    }
    const forms = secrets.flatMap((text) => [
        text,
        encodeURIComponent(text),
        Buffer.from(text).toString("base64"),
        Buffer.from(text).toString("hex"),
    ]);
    const clean = (item: Json): Json => {
        if (typeof item === "string") {
            return forms.some((form) => item.includes(form)) ||
                decoded(item).some((text) => secrets.some((each) => text.includes(each)))
                ? hidden
                : item;
        }
        if (Array.isArray(item)) {
            return item.map((each: Json) => clean(each));
        }
        return item === null || typeof item !== "object"
            ? item
            : Object.fromEntries(Object.entries(item as JsonObject).map(([key, each]) => [key, clean(each)]));
    };
    return clean(value) as T;
}

/** What a text says when it is base64, as `user:password` is in an Authorization header. */
function decoded(text: string): string[] {
    return /^(?:Basic )?[A-Za-z0-9+/]{16,}={0,2}$/.test(text)
        ? [Buffer.from(text.replace(/^Basic /, ""), "base64").toString("latin1")]
        : [];
}
