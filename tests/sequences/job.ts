// One run of a job, and all that it may do: through the gateway, as its script would.
import { s3ArnIn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import { jobOf } from "../../plan/pipelines";
import { parsed, records, text } from "../../plan/plans";
import type { ActionContext, ActionRun } from "../../rehearsal/actions/types";
import type { Digest } from "../../rehearsal/engine/journal";
import { unzipped, zipped, type Files, type ReleaseStore, type Stored } from "./records";
import type { BlueGreenService } from "./service";
import type { Flaw } from "./types";

/** What the jobs of one environment share. */
export interface Environment {
    readonly store: ReleaseStore;
    readonly service: BlueGreenService;
    readonly flaws: ReadonlySet<Flaw>;
    /** Until an object is written: scripts look again and again, a story does not wait. */
    written(): Promise<void>;
}

export class Job {
    /** Those of the project, then those of the action as this run fills them in. */
    public readonly env: Readonly<Record<string, string>>;

    constructor(
        public readonly run: ActionRun,
        private readonly use: ActionContext,
        public readonly environment: Environment,
    ) {
        const own = records(parsed(run.configuration["EnvironmentVariables"])).map(({ name, value }) => [name, value]);
        this.env = { ...jobOf(run.at)?.env, ...(Object.fromEntries(own) as Record<string, string>) };
    }

    /** The files of an artifact: of the first, where no name says which. */
    public input(name = this.run.at.action.inputArtifacts[0] ?? ""): Files {
        return unzipped(this.use.blobs.get(inputOf(this.run, name)));
    }

    /** The outputs of an action that gives these files. */
    public output(files: Files): Readonly<Record<string, Digest>> {
        return { [this.run.at.action.outputArtifacts[0] ?? ""]: this.use.blobs.put(zipped(files)) };
    }

    public async live(): Promise<{ readonly files: Files; readonly version: string }> {
        const { digest, versionId } = (await this.s3("GetObject", "live")) as { digest: Digest; versionId: string };
        return { files: unzipped(this.use.blobs.get(digest)), version: versionId };
    }

    public async writeLive(files: Files): Promise<void> {
        await this.s3("PutObject", "live", { digest: this.use.blobs.put(zipped(files)) });
    }

    /** The version of the newest settings: the first ones are waited for. */
    public async blueprint(): Promise<string> {
        const { store, written } = this.environment;
        for (;;) {
            const found = store.find("blueprint");
            if (found) return found.id;
            await written();
        }
    }

    /** A call of CodePipeline's API about this run's own pipeline. */
    public async codepipeline(operation: string, input: JsonObject): Promise<JsonObject> {
        const on = text(this.run.at.pipeline, "arn");
        const call = { by: this.run.by, action: `codepipeline:${operation}`, on, input };
        return (await this.use.gateway.call(call)) as JsonObject;
    }

    public async putEvent(bus: string, entry: JsonObject): Promise<void> {
        const input = { Entries: [{ EventBusName: bus, ...entry }] };
        await this.use.gateway.call({ by: this.run.by, action: "events:PutEvents", on: bus, input });
    }

    private async s3(operation: string, which: Stored, input?: JsonObject): Promise<unknown> {
        const { bucket, keyOf } = this.environment.store;
        const on = s3ArnIn(this.run.at.plan, `${bucket}/${keyOf(which)}`);
        return this.use.gateway.call({ by: this.run.by, action: `s3:${operation}`, on, input });
    }
}

export function inputOf({ inputs }: ActionRun, artifact: string): Digest {
    const found = inputs[artifact];
    if (found === undefined) throw new Error(`no artifact ${artifact}`);
    return found;
}
