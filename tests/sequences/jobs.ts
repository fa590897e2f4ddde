// What the jobs of a line do, by the contract of their scripts: which objects they read and write, when they are red.
// Pipelines, events, objects around them are the rehearsal's.
import { s3ArnIn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import type { ActionContext, ActionResult, ActionRun, RehearsedAction } from "../../rehearsal/actions/types";
import { jobOf } from "../../plan/pipelines";
import type { Digest } from "../../rehearsal/engine/journal";
import type { BlueGreenService } from "./service";
import { nameOf, unzipped, zipped, type ReleaseStore } from "./records";
import type { Flaw, Pair } from "./types";

/** What the jobs of one environment share. */
export interface Environment {
    readonly store: ReleaseStore;
    readonly service: BlueGreenService;
    readonly flaws: ReadonlySet<Flaw>;
    /** Until an object is written: scripts look again and again, a story does not wait. */
    written(): Promise<void>;
}

/** One run of a job. */
interface Job {
    readonly run: ActionRun;
    readonly use: ActionContext;
    readonly env: Readonly<Record<string, string>>;
    readonly environment: Environment;
}

const green: ActionResult = { ok: true };
const red = (why: string): ActionResult => ({ ok: false, why });

/** By the name of the action. */
const SCRIPTS: Readonly<Record<string, (job: Job) => ActionResult | Promise<ActionResult>>> = {
    Publish: () => green,
    Evidence: () => ({ ok: true, variables: { SUMMARY: "what would change" } }),
    Check: () => green,
    Prepare: prepare,
    Verify: verify,
};

/** The actions that a story stands in for; an environment is found by the pipeline's stack. */
export function stubActions(environments: ReadonlyMap<string, Environment>): readonly RehearsedAction[] {
    const environmentOf = ({ at }: ActionRun): Environment => {
        const found = environments.get(at.plan.stack);
        if (!found) throw new Error(`no story plays in ${at.plan.stack}`);
        return found;
    };
    return [
        action("CodeBuild", async (run, use) => {
            const script = SCRIPTS[run.at.action.name];
            if (!script) return red(`tests/sequences/jobs.ts does not know what ${run.at.action.name} does`);
            return script({ run, use, env: jobOf(run.at)?.env ?? {}, environment: environmentOf(run) });
        }),
        action("CodeDeployToECS", (run, use) => {
            const { service } = environmentOf(run);
            const artifact = run.configuration["TaskDefinitionTemplateArtifact"] ?? "";
            return service.deploy(pairIn(unzipped(use.blobs.get(inputOf(run, artifact)))));
        }),
        // Where a story needs a release, it makes one the candidate; what make does before that is no part of it.
        action("ECR", (run, use) => {
            const image = use.blobs.put(zipped({ "imageDetail.json": {} }));
            const outputs = run.at.action.outputArtifacts.map((name) => [name, image] as const);
            return Promise.resolve({ ok: true, outputs: Object.fromEntries(outputs) });
        }),
    ];
}

function action(provider: string, run: RehearsedAction["run"]): RehearsedAction {
    return { provider, fidelity: { source: "" }, run };
}

async function prepare({ run, use, environment }: Job): Promise<ActionResult> {
    const { store, service, written } = environment;
    await service.free();
    const [asked = "", ...more] = run.at.action.inputArtifacts;
    let files = unzipped(use.blobs.get(inputOf(run, asked)));
    if (files["live.json"]) files = unzipped(use.blobs.get((await readLive(run, use, store)).digest));
    // The newest settings at this moment. Only a mutant hands them over.
    let [blueprint] = more.map((name) => inputOf(run, name));
    while ((blueprint ??= store.find("blueprint")?.digest) === undefined) await written();
    const { "release.json": release = {} } = files;
    const deployment = { release: nameOf(release), settings: store.settingsIn(blueprint) };
    const prepared = { "release.json": release, "deployment.json": deployment };
    return { ok: true, outputs: { [run.at.action.outputArtifacts[0] ?? ""]: use.blobs.put(zipped(prepared)) } };
}

async function verify({ run, use, env, environment: { store, service, flaws } }: Job): Promise<ActionResult> {
    const files = unzipped(use.blobs.get(inputOf(run, run.at.action.inputArtifacts[0] ?? "")));
    const asked = pairIn(files);
    if (JSON.stringify(asked) !== JSON.stringify(service.running)) return red("something else runs");
    const before = unzipped(use.blobs.get((await readLive(run, use, store)).digest));
    const { "release.json": release = {} } = files;
    const isNew = nameOf(before["release.json"]) !== asked.release;
    const counter = Number(before["live.json"]?.["counter"] ?? 0) + (isNew ? 1 : 0);
    const live = { format: 1, ...asked, counter };
    const digest = use.blobs.put(zipped({ "release.json": release, "live.json": live }));
    await use.gateway.call({ by: run.by, action: "s3:PutObject", on: liveArn(run, store), input: { digest } });
    const tells = isNew || flaws.has("a Verify that announces settings");
    if (tells && release["placeholder"] !== true) await announce(run, use, env, { ...live, line: store.line });
    return green;
}

/** A bus that is not there yet is no reason to be red. */
async function announce(run: ActionRun, use: ActionContext, env: Job["env"], live: JsonObject): Promise<void> {
    for (const bus of (env["PROMOTION_BUSES"] ?? "").split(" ").filter((arn) => arn !== "")) {
        const detail = { ...live, environment: env["ENVIRONMENT"] };
        const entry = {
            EventBusName: bus,
            Source: `fairlead.${String(live["line"])}`,
            DetailType: "Release Verified",
            Detail: JSON.stringify(detail),
        };
        const call = { by: run.by, action: "events:PutEvents", on: bus, input: { Entries: [entry] } };
        await use.gateway.call(call).catch(() => undefined);
    }
}

async function readLive(run: ActionRun, { gateway }: ActionContext, store: ReleaseStore): Promise<{ digest: Digest }> {
    return (await gateway.call({ by: run.by, action: "s3:GetObject", on: liveArn(run, store) })) as { digest: Digest };
}

function liveArn({ at }: ActionRun, store: ReleaseStore): string {
    return s3ArnIn(at.plan, `${store.bucket}/${store.keyOf("live")}`);
}

/** What a deployment of these files is about. */
function pairIn({ "deployment.json": asked = {} }: Readonly<Record<string, JsonObject>>): Pair {
    return { release: String(asked["release"]), settings: String(asked["settings"]) };
}

function inputOf({ inputs }: ActionRun, artifact: string): Digest {
    const found = inputs[artifact];
    if (found === undefined) throw new Error(`no artifact ${artifact}`);
    return found;
}
