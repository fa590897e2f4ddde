// The job that fetches what the environment before verified, by the contract of its script. It is no action of a
// pipeline: an event starts it.
import { s3ArnIn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import { everyJob, type JobAt } from "../../plan/pipelines";
import { parsed, text } from "../../plan/plans";
import { Refused, type Service } from "../../rehearsal/account/gateway";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Digest } from "../../rehearsal/engine/journal";
import { handOver } from "./handover";
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

/** `codebuild:StartBuild`, of jobs that no pipeline runs; what a job is given says which one it is. */
export function startJob(copies: Copies, flaws: ReadonlySet<Flaw>): Service {
    return ({ on }, account) => {
        const job = everyJob(account.plans).find(({ project }) => text(project, "arn") === on);
        if (job && !job.run && job.env["FROM_BUCKET"]) account.work(pull(job, account, { copies, flaws }));
        else if (job && !job.run && job.env["PIPELINE"]) account.work(handOver(job, account));
        else throw new Error(`tests/sequences/pull.ts does not know what ${on} does`);
        return {};
    };
}

interface Around {
    readonly copies: Copies;
    readonly flaws: ReadonlySet<Flaw>;
}

/** What it remembers between runs, beside the candidate: a person may have made another release the candidate since. */
interface Taken extends JsonObject {
    readonly counter: number;
}

async function pull({ plan, project, env }: JobAt, account: LocalAccount, { copies, flaws }: Around): Promise<void> {
    const { FROM_BUCKET = "", RELEASES_BUCKET = "", LINE = "", FROM_ENVIRONMENT: from = "" } = env;
    const by = { role: text(project, "serviceRole"), as: text(project, "name") };
    const call = (operation: string, object: string, input: JsonObject = {}) =>
        account.gateway.call({ by, action: `s3:${operation}`, on: s3ArnIn(plan, object), input });
    const read = async (object: string) => {
        const { digest, etag } = (await call("GetObject", object)) as {
            readonly digest: Digest;
            readonly etag: string;
        };
        return { bytes: account.blobs.get(digest), etag };
    };
    /** Whether it was written, and no other job or person wrote meanwhile. */
    const write = async (object: string, bytes: Uint8Array, ifMatch: string | undefined): Promise<boolean> => {
        const digest = account.blobs.put(bytes);
        try {
            await call("PutObject", object, ifMatch === undefined ? { digest } : { digest, ifMatch });
            return true;
        } catch (error) {
            if (error instanceof Refused && error.code === "PreconditionFailed") return false;
            throw error;
        }
    };
    const [candidate, memory] = [
        `${RELEASES_BUCKET}/releases/${LINE}/candidate.zip`,
        `${RELEASES_BUCKET}/promotions/${LINE}.json`,
    ];
    for (let done = false; !done;) {
        const ours = await read(candidate);
        const known = await read(memory).catch(() => undefined);
        const taken = (parsed(known?.bytes.toString()) ?? { counter: 0 }) as Taken;
        const { "release.json": release = {}, "live.json": live } = unzipped(
            (await read(`${FROM_BUCKET}/releases/${LINE}/live.zip`)).bytes,
        );
        const counter = Number(live?.["counter"]);
        const remembers = !flaws.has("a pull that forgets what it took");
        if (release["placeholder"] === true || (remembers && counter === taken.counter)) return;
        if (nameOf(unzipped(ours.bytes)["release.json"]) !== nameOf(release)) {
            await copies.copy(nameOf(release));
            const overwrites = flaws.has("a pull that overwrites");
            const looksAgain = !overwrites && !flaws.has("a pull that does not look again");
            const now = await read(memory).catch(() => undefined);
            if (looksAgain && now?.etag !== known?.etag) continue;
            const bytes = zipped({ "release.json": { ...release, promoted: { from, counter } } });
            done = await write(candidate, bytes, overwrites ? undefined : ours.etag);
            if (!done) continue;
        }
        done = await write(memory, Buffer.from(JSON.stringify({ from, counter })), known?.etag);
    }
}
