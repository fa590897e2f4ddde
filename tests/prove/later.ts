// What happens to a line after its first change: settings grow and shrink, a version follows, something breaks.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isRecord, parsed, text } from "../../plan/plans";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { buildPlanned } from "../../rehearsal/containers";
import type { Fact } from "../../rehearsal/engine/journal";
import { Bus, type AwsEvent } from "../../rehearsal/events/bus";
import { Objects } from "../../rehearsal/services/objects";
import { root } from "../support/program";
import { TYPE } from "../../plan/tokens";

const APPLICATION = join(root, "examples", "blue-green-web");

/** Everything that a line is there for beside its first change, one after the other. */
export async function allThatFollows(
    account: LocalAccount,
    facts: readonly Fact[],
    settles: Settles = countsTasks,
): Promise<void> {
    for (const more of [1, 0]) {
        settle(account, (blueprint) => settles(blueprint, more));
        await account.quiet();
    }
    await pushAnotherVersion(account);
    await account.quiet();
    forgetBlueprints(account);
    await account.quiet();
    loseRelease(account, facts);
    await account.quiet();
}

/** Another setting of a line, and the same again: what a blueprint says instead. */
export type Settles = (blueprint: Blueprint, more: number) => Blueprint;
type Blueprint = Readonly<Record<string, unknown>>;

const countsTasks: Settles = ({ count }, more) => ({ count: Number(count) + more });
/** Where nothing is counted that a deployment changes. */
export const setsVariables: Settles = ({ environmentVariables }, more) => ({
    environmentVariables: { ...(isRecord(environmentVariables) ? environmentVariables : {}), MORE: String(more) },
});

/** `up` with another setting in every environment. */
function settle(account: LocalAccount, settles: (blueprint: Blueprint) => Blueprint): void {
    for (const { bucket, key, blueprint } of blueprints(account))
        write(account, bucket, key, JSON.stringify({ ...blueprint, ...settles(blueprint) }));
}

/** A rule waits for images that others push; where the source is a repository, nothing is planned to be built. */
async function pushAnotherVersion(account: LocalAccount): Promise<void> {
    const sourceDir = mkdtempSync(join(tmpdir(), "version-"));
    cpSync(APPLICATION, sourceDir, { recursive: true });
    writeFileSync(join(sourceDir, "src", "version.txt"), "2\n");
    try {
        for (const { resource } of account.created(TYPE.dockerImage))
            await buildPlanned(account, resource, { sourceDir, log: () => undefined });
    } finally {
        rmSync(sourceDir, { recursive: true });
    }
}

/** No run gets past Prepare. */
function forgetBlueprints(account: LocalAccount): void {
    for (const { bucket, key } of blueprints(account)) write(account, bucket, key, "{}");
}

/** The next environment hears again of a release that cannot be read any more. */
function loseRelease(account: LocalAccount, facts: readonly Fact[]): void {
    const told = facts
        .filter(({ kind, data }) => kind === "event" && data["detail-type"] === "Release Verified")
        .at(-1);
    const detail = told?.data["detail"];
    if (!told || !isRecord(detail)) throw new Error("no environment told another one of a release");
    write(account, String(detail["bucket"]), String(detail["key"]), "no zip");
    account.part(Bus).put(told.data as AwsEvent, told.about);
}

function blueprints(account: LocalAccount) {
    return account.created("aws:s3/bucketObjectv2:BucketObjectv2").flatMap(({ resource }) => {
        const blueprint = parsed(resource.inputs["content"]);
        const [bucket, key] = [text(resource, "bucket"), text(resource, "key")];
        return isRecord(blueprint) && "format" in blueprint && "environment" in blueprint
            ? [{ bucket, key, blueprint }]
            : [];
    });
}

function write(account: LocalAccount, bucket: string, key: string, content: string): void {
    account.part(Objects).write(bucket, key, Buffer.from(content));
}
