// Applications that say which version they are: a next one is pushed, and asked for.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get, type RequestOptions } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { pushDirectory } from "../../rehearsal/services/repositories";

export const edit = (path: string, change: (text: string) => string): void =>
    writeFileSync(path, change(readFileSync(path, "utf8")));

/** The version of a package of npm, and one that never comes up. */
export const packageVersion = (folder: string, version: string): void =>
    edit(join(folder, "package.json"), (json) => json.replace(/"version": ".*"/, `"version": "${version}"`));
export const packageFails = (folder: string): void =>
    edit(join(folder, "src", "main.js"), (script) => `process.exit(3);\n${script}`);

/** Pushes a changed copy of an application, and waits for all that follows. */
export async function pushChanged(
    account: LocalAccount,
    application: string,
    change: (folder: string) => void,
): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "version-"));
    try {
        cpSync(application, folder, { recursive: true });
        change(folder);
        for (const { resource } of account.created(TYPE.codeRepository))
            pushDirectory(account, text(resource, "arn"), folder, "Another version");
        await account.quiet();
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** What an application says of itself; where none answers, why not. A connection that is reset is tried again, as browsers do. */
export async function versionAt(address: RequestOptions, tries = 5): Promise<string> {
    const said = await askedOnce(address);
    if (tries === 1 || !/ECONNRESET|socket hang up/.test(said)) return said;
    await sleep(200);
    return versionAt(address, tries - 1);
}

function askedOnce(address: RequestOptions): Promise<string> {
    return new Promise((resolve) => {
        const request = get({ ...address, path: "/", agent: false }, (response) => {
            void json(response)
                .then((said) => (said as { readonly version: string }).version)
                .catch(() => `status ${response.statusCode}`)
                .then(resolve);
        });
        request.on("error", ({ message }) => resolve(message));
    });
}
