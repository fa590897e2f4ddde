// The job that fetches what the environment before verified, by the contract of its script. It is no action of a
// pipeline: an event starts it.
import { s3ArnIn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import { everyJob, type JobAt } from "../../plan/pipelines";
import { text } from "../../plan/plans";
import { Refused, type Service } from "../../rehearsal/account/gateway";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Digest } from "../../rehearsal/engine/journal";
import { nameOf, unzipped, zipped } from "./records";
import type { Flaw } from "./types";

/** How long copying takes: until the story says that it has ended, where copies are held. */
export class Copies {
    private held = false;
    private readonly waiting = new Map<string, () => void>();

    public hold(): void {
        this.held = true;
    }

    public async copy(release: string): Promise<void> {
        if (this.held) await new Promise<void>((go) => this.waiting.set(release, go));
    }

    public end(release: string): void {
        const go = this.waiting.get(release);
        if (!go) throw new Error(`no job copies ${release}`);
        this.waiting.delete(release);
        go();
    }
}

/** `codebuild:StartBuild`, of jobs that no pipeline runs. */
export function startPull(copies: Copies, flaws: ReadonlySet<Flaw>): Service {
    return ({ on }, account) => {
        const job = everyJob(account.plans).find(({ project }) => text(project, "arn") === on);
        if (!job || job.run || job.env["FROM_BUCKET"] === undefined)
            throw new Error(`tests/sequences/pull.ts does not know what ${on} does`);
        account.work(pull(job, account, { copies, flaws }));
        return {};
    };
}

interface Around {
    readonly copies: Copies;
    readonly flaws: ReadonlySet<Flaw>;
}

async function pull({ plan, project, env }: JobAt, account: LocalAccount, { copies, flaws }: Around): Promise<void> {
    const { FROM_BUCKET = "", FROM_ENVIRONMENT = "", RELEASES_BUCKET = "", LINE = "" } = env;
    const by = { role: text(project, "serviceRole"), as: text(project, "name") };
    const read = async (bucket: string, which: string) => {
        const on = s3ArnIn(plan, `${bucket}/releases/${LINE}/${which}.zip`);
        const found = await account.gateway.call({ by, action: "s3:GetObject", on });
        const { digest, etag } = found as { readonly digest: Digest; readonly etag: string };
        return { files: unzipped(account.blobs.get(digest)), etag, on };
    };
    for (;;) {
        const { files: theirs } = await read(FROM_BUCKET, "live");
        const { files: ours, etag, on } = await read(RELEASES_BUCKET, "candidate");
        const [release = {}, candidate = {}] = [theirs["release.json"], ours["release.json"]];
        const counter = Number(theirs["live.json"]?.["counter"]);
        if (release["placeholder"] === true || isNoOlder(candidate, { from: FROM_ENVIRONMENT, counter }, flaws)) return;
        await copies.copy(nameOf(release));
        const promoted = { from: FROM_ENVIRONMENT, counter };
        const digest = account.blobs.put(zipped({ "release.json": { ...release, promoted } }));
        const input: JsonObject = flaws.has("a pull that overwrites") ? { digest } : { digest, ifMatch: etag };
        try {
            await account.gateway.call({ by, action: "s3:PutObject", on, input });
            return;
        } catch (error) {
            // Another candidate came meanwhile: it decides anew.
            if (!(error instanceof Refused && error.code === "PreconditionFailed")) throw error;
        }
    }
}

/** Whether a candidate came out of what the other environment has live by now, or is newer. */
function isNoOlder(
    candidate: JsonObject,
    { from, counter }: { readonly from: string; readonly counter: number },
    flaws: ReadonlySet<Flaw>,
): boolean {
    const promoted = (candidate["promoted"] ?? {}) as JsonObject;
    return (
        !flaws.has("a pull that asks for no counter") &&
        promoted["from"] === from &&
        Number(promoted["counter"]) >= counter
    );
}
