// What the jobs of ship do, by the contract of their scripts: which objects they read and write, when they are red.
// Pipelines, events, objects around them are the rehearsal's.
import type { JsonObject } from "../../plan/document";
import { records } from "../../plan/plans";
import { Refused } from "../../rehearsal/account/gateway";
import type { ActionResult, ActionRun, RehearsedAction } from "../../rehearsal/actions/types";
import { inputOf, Job, type Environment } from "./job";
import { nameOf, unzipped, zipped, type Files, type ReleaseStore } from "./records";
import type { Pair } from "./types";

const green: ActionResult = { ok: true };
const red = (why: string): ActionResult => ({ ok: false, why });

/** By the name of the action. */
const SCRIPTS: Readonly<Record<string, (job: Job) => ActionResult | Promise<ActionResult>>> = {
    Publish: () => green,
    Look: look,
    Evidence: evidence,
    Check: () => green,
    Prepare: prepare,
    RollOut: (job) => job.environment.service.deploy(pairIn(job.input(), job.environment.store)),
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
            return script(new Job(run, use, environmentOf(run)));
        }),
        action("CodeDeployToECS", (run, use) => {
            const { service, store } = environmentOf(run);
            const artifact = run.configuration["TaskDefinitionTemplateArtifact"] ?? "";
            return service.deploy(pairIn(unzipped(use.blobs.get(inputOf(run, artifact))), store));
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

/** Whether this run is about what is newest; then the older ones that ask a person are ended. */
async function look(job: Job): Promise<ActionResult> {
    const { store } = job.environment;
    const { "live.json": live } = (await job.live()).files;
    const newest = job.input()["live.json"]
        ? live?.["blueprint"] !== (await job.blueprint())
        : job.env["VERSION"] === store.find("candidate")?.id;
    if (newest) await endOlder(job);
    return { ok: true, variables: { STATE: newest ? "newest" : "overtaken" } };
}

async function endOlder(job: Job): Promise<void> {
    const { stageStates } = await job.codepipeline("GetPipelineState", { name: "" });
    const stage = records(stageStates).find(({ stageName }) => stageName === job.env["ASKS_IN"]);
    const holds = records([stage?.["latestExecution"]]).filter(({ status }) => status === "InProgress");
    const runs = [...holds, ...records(stage?.["inboundExecutions"])].map((run) => String(run["pipelineExecutionId"]));
    for (const pipelineExecutionId of new Set(runs)) {
        if (pipelineExecutionId === job.run.execution) continue;
        const stop = job.codepipeline("StopPipelineExecution", { pipelineExecutionId, abandon: true, reason: "older" });
        await stop.catch(unless("PipelineExecutionNotStoppableException", "DuplicatedStopRequestException"));
    }
}

function unless(...codes: readonly string[]): (error: unknown) => void {
    return (error) => {
        if (!(error instanceof Refused && codes.includes(error.code))) throw error;
    };
}

/** What is shown is what is approved: versions of the two objects. */
async function evidence(job: Job): Promise<ActionResult> {
    const release = job.input()["live.json"] ? (await job.live()).version : (job.env["VERSION"] ?? "");
    const variables = { SUMMARY: "what would change", RELEASE: release, BLUEPRINT: await job.blueprint() };
    return { ok: true, variables };
}

async function prepare(job: Job): Promise<ActionResult> {
    const { store, service } = job.environment;
    await service.free();
    const given = job.input();
    const { "release.json": release = {} } = given["live.json"] ? (await job.live()).files : given;
    // The newest settings at this moment. Only a mutant hands them over.
    const [handed] = job.run.at.action.inputArtifacts.slice(1).map((name) => inputOf(job.run, name));
    const blueprint = handed === undefined ? await job.blueprint() : store.versionOf(handed);
    const approved = job.env["BLUEPRINT"] ?? blueprint;
    if (approved !== blueprint) {
        const pipelineExecutionId = job.run.execution;
        await job.codepipeline("StopPipelineExecution", { pipelineExecutionId, abandon: true, reason: "asks anew" });
        return red("other settings were approved");
    }
    const deployment = { release: nameOf(release), blueprint };
    return { ok: true, outputs: job.output({ "release.json": release, "deployment.json": deployment }) };
}

async function verify(job: Job): Promise<ActionResult> {
    const { store, service, flaws } = job.environment;
    const files = job.input();
    const { "release.json": release = {}, "deployment.json": { blueprint = null } = {} } = files;
    const asked = pairIn(files, store);
    if (JSON.stringify(asked) !== JSON.stringify(service.running)) return red("something else runs");
    const { "release.json": before, "live.json": recorded } = (await job.live()).files;
    const isNew = nameOf(before) !== asked.release;
    const counter = Number(recorded?.["counter"] ?? 0) + (isNew ? 1 : 0);
    const live = { format: 1, release: asked.release, blueprint, counter };
    await job.writeLive({ "release.json": release, "live.json": live });
    const tells = isNew || flaws.has("a Verify that announces settings");
    if (tells && release["placeholder"] !== true) await announce(job, { ...live, line: store.line });
    return green;
}

/** A bus that is not there yet is no reason to be red. */
async function announce(job: Job, live: JsonObject): Promise<void> {
    for (const bus of (job.env["PROMOTION_BUSES"] ?? "").split(" ").filter((arn) => arn !== "")) {
        const told = job.putEvent(bus, {
            Source: `fairlead.${String(live["line"])}`,
            DetailType: "Release Verified",
            Detail: JSON.stringify({ ...live, environment: job.env["ENVIRONMENT"] }),
        });
        await told.catch(unless("ResourceNotFoundException"));
    }
}

/** What a deployment of these files is about. */
function pairIn({ "deployment.json": asked = {} }: Files, store: ReleaseStore): Pair {
    return { release: String(asked["release"]), settings: store.settingsOf(asked["blueprint"]) };
}
