import { readFileSync } from "node:fs";

import { inOrder } from "../../plan/creation-order";
import type { Plan } from "../../plan/document";
import { isRecord, type Planned, records, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Denied, NotRehearsed, Refused } from "../account/gateway";
import { CreatedResources, type LocalAccount } from "../account/local-account";
import { createStack } from "../cloudformation/api";
import { buildPlanned } from "../containers";
import { BuildFailed } from "../containers/engine";
import { createService, createTaskDefinition } from "../deployments/services/api";
import { registerTarget } from "../deployments/services/scaling-api";
import { createListener, createListenerRule, createLoadBalancer } from "../deployments/balancing/traffic";
import { digestOf } from "../engine/folder";
import { joinChannel, subscribe } from "../notifications/subscribe";
import { reachCapacity } from "../fleets/auto-scaling";
import { createInstance } from "../fleets/launching";
import { unrehearsedIn } from "../pipelines/conditions";
import { refusalsOf } from "../pipelines/validity";
import { readDefinition } from "../sagemaker/definition";
import { Executions } from "../services/executions";
import { Images } from "../services/images";
import { Objects } from "../services/objects";
import { sourceOf, type SourceOptions } from "./source";

/** What AWS, a Dockerfile or the limits of a rehearsal answer; anything else is a mistake of the rehearsal itself. */
const REFUSALS = [Refused, Denied, NotRehearsed, BuildFailed];

/**
 * `pulumi up` of one stack: each resource in turn, and what AWS does when it appears. Goes on where it was stopped.
 * @returns whether everything is there now
 */
export async function up(account: LocalAccount, plan: Plan, sourceOptions: SourceOptions): Promise<boolean> {
    account.record({ kind: "up.started", about: plan.stack, data: {} });
    try {
        await makeAll(account, plan, sourceOptions);
        account.record({ kind: "up.ended", about: plan.stack, data: {} });
        return true;
    } catch (error) {
        if (!isMissingFile(error) && !REFUSALS.some((refusal) => error instanceof refusal)) throw error;
        account.record({ kind: "up.ended", about: plan.stack, data: { why: (error as Error).message } });
        return false;
    }
}

async function makeAll(account: LocalAccount, plan: Plan, sourceOptions: SourceOptions): Promise<void> {
    for (const resource of inOrder(plan)) await make(account, { plan, resource }, sourceOptions);
}

/** Makes one resource, unless it is there, and has AWS take its first steps with it. */
export async function make(
    account: LocalAccount,
    planned: Planned,
    sourceOptions: SourceOptions,
    steps = CREATION_STEPS,
): Promise<void> {
    const { type, name, urn } = planned.resource;
    const made = account.part(CreatedResources);
    const maker = steps.get(type);
    if (!made.has(planned.resource)) {
        await maker?.before?.(account, planned, sourceOptions);
        account.record({ kind: "made", about: urn, data: { type, name } });
    }
    await maker?.after?.(account, planned, sourceOptions);
}

/** A Dockerfile, or what an object is to hold: Pulumi fails there as well. */
function isMissingFile(error: unknown): boolean {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
}

// What happens when a resource appears. Types that are not here just exist from then on.

/** What AWS does when a resource of one type appears, before any other service can see it. */
type CreationStep = (account: LocalAccount, planned: Planned, sourceOptions: SourceOptions) => void | Promise<void>;

interface CreationSteps {
    /** Before it exists: what fails here stops `up`. */
    readonly before?: CreationStep;
    /** Once it exists: AWS's own first steps. Taken again whenever `up` goes on, so they do nothing the second time. */
    readonly after?: CreationStep;
}

/** An object that Pulumi writes; one that is there already, as it is asked for, makes no second version. */
const makeObject: CreationStep = (account, { resource }) => {
    const [bucket, key] = [text(resource, "bucket"), asBuilt(account, text(resource, "key"))];
    const { content } = resource.inputs;
    const inputs = typeof content === "string" ? { content: asBuilt(account, content) } : resource.inputs;
    const bytes = bytesOf(inputs, `${bucket}/${key}`);
    const objects = account.part(Objects);
    if (objects.find(bucket, key)?.digest !== digestOf(bytes)) objects.write(bucket, key, bytes);
};

/** A plan can only stand in for the digests of images that `up` builds; once they are pushed, they have their own. */
function asBuilt(account: LocalAccount, text: string): string {
    return account.created(TYPE.dockerImage).reduce((said, { resource }) => {
        const planned = String(resource.outputs["repoDigest"]).split("@")[1];
        const image = account.part(Images).pushed(String(resource.inputs["imageName"]));
        if (!planned || !image) return said;
        return said.replaceAll(hexOf(planned), hexOf(image.digest));
    }, text);
}

function hexOf(digest: string): string {
    return digest.replace(/^sha256:/, "");
}

const checkPipeline: CreationStep = (account, planned) => {
    const refusals = refusalsOf(account.plans, planned);
    if (refusals.length > 0) throw new Refused("InvalidStructureException", refusals.join("\n"));
    const unrehearsed = records(planned.resource.inputs["stages"]).flatMap(unrehearsedIn);
    if (unrehearsed.length > 0) throw new NotRehearsed(unrehearsed.join("; "));
};

/** The person who runs `up` builds and pushes it. */
const makeImage: CreationStep = async (account, { resource }, sourceOptions) => {
    const sourceDir = (planned: string) => sourceOf(account, planned, sourceOptions);
    await buildPlanned(account, resource, { sourceDir, log: (line) => account.say(resource.urn, line) });
};

/** Creating a pipeline starts it. */
const startPipeline: CreationStep = (account, { resource }) => {
    const arn = text(resource, "arn");
    account.part(Executions).start(arn, { trigger: "CreatePipeline", token: `CreatePipeline ${arn}` });
};

/** What AWS refuses in a definition stops `up`; the images that `up` built have their own digests in it. */
const defineTraining: CreationStep = (account, { resource }) => {
    const { pipelineDefinition: planned, pipelineDefinitionS3Location: elsewhere } = resource.inputs;
    if (elsewhere !== undefined) throw new NotRehearsed(`the definition of ${resource.name} in S3; give it as text`);
    const definition = asBuilt(account, String(planned));
    readDefinition(definition);
    account.record({ kind: "training.defined", about: text(resource, "arn"), data: { definition } });
};

export const CREATION_STEPS: ReadonlyMap<string, CreationSteps> = new Map<string, CreationSteps>([
    [TYPE.bucketObject, { before: makeObject }],
    [TYPE.dockerImage, { before: makeImage }],
    [TYPE.loadBalancer, { before: createLoadBalancer }],
    [TYPE.listener, { before: createListener }],
    [TYPE.listenerRule, { before: createListenerRule }],
    [TYPE.taskDefinition, { before: createTaskDefinition }],
    [TYPE.service, { before: createService }],
    [TYPE.scalableTarget, { after: registerTarget }],
    [TYPE.stack, { before: createStack }],
    [TYPE.topicSubscription, { after: subscribe }],
    [TYPE.slackChannel, { after: joinChannel }],
    [TYPE.teamsChannel, { after: joinChannel }],
    [TYPE.instance, { after: createInstance }],
    [TYPE.autoScalingGroup, { after: reachCapacity }],
    [TYPE.trainingPipeline, { before: defineTraining }],
    [TYPE.pipeline, { before: checkPipeline, after: startPipeline }],
]);

function bytesOf({ content, contentBase64, source }: Readonly<Record<string, unknown>>, name: string): Buffer {
    if (typeof content === "string") return Buffer.from(content);
    if (typeof contentBase64 === "string") return Buffer.from(contentBase64, "base64");
    if (isRecord(source) && typeof source["text"] === "string") return Buffer.from(source["text"]);
    if (isRecord(source) && typeof source["path"] === "string") return readFileSync(source["path"]);
    throw new NotRehearsed(`the content of the object ${name}; give it as content or contentBase64`);
}
