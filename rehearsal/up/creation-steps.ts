// What happens when a resource appears. Types that are not here just exist from then on.
import { readFileSync } from "node:fs";

import { isRecord, text, type Planned } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { NotRehearsed, Refused } from "../account/gateway";
import { buildPlanned } from "../containers/planned";
import { createService, createTaskDefinition } from "../deployments/ecs-api";
import { createListener, createListenerRule, createLoadBalancer } from "../deployments/listeners";
import { digestOf } from "../engine/blobs";
import { refusalsOf } from "../pipelines/validity";
import { Executions } from "../services/executions";
import { Objects } from "../services/objects";
import { sourceOf, type SourceOptions } from "./source";
import { TYPE } from "../../plan/tokens";

/** What AWS does when a resource of one type appears, before anybody can see it. */
type CreationStep = (account: LocalAccount, planned: Planned, sourceOptions: SourceOptions) => void | Promise<void>;

interface CreationSteps {
    /** Before it exists: what fails here stops `up`. */
    readonly before?: CreationStep;
    /** Once it exists: AWS's own first steps. Taken again whenever `up` goes on, so they do nothing the second time. */
    readonly after?: CreationStep;
}

/** An object that Pulumi writes; one that is there already, as it is asked for, makes no second version. */
const makeObject: CreationStep = (account, { resource }) => {
    const [bucket, key] = [text(resource, "bucket"), text(resource, "key")];
    const bytes = bytesOf(resource.inputs, `${bucket}/${key}`);
    const objects = account.part(Objects);
    if (objects.find(bucket, key)?.digest !== digestOf(bytes)) objects.write(bucket, key, bytes);
};

const checkPipeline: CreationStep = (account, planned) => {
    const refusals = refusalsOf(account.plans, planned);
    if (refusals.length > 0) throw new Refused("InvalidStructureException", refusals.join("\n"));
};

/** Whoever runs `up` builds and pushes it. */
const makeImage: CreationStep = async (account, { resource }, sourceOptions) => {
    const sourceDir = (planned: string) => sourceOf(account, planned, sourceOptions);
    await buildPlanned(account, resource, { sourceDir, log: (line) => account.say(resource.urn, line) });
};

/** Creating a pipeline starts it. */
const startPipeline: CreationStep = (account, { resource }) => {
    const arn = text(resource, "arn");
    account.part(Executions).start(arn, { trigger: "CreatePipeline", token: `CreatePipeline ${arn}` });
};

export const creationSteps: ReadonlyMap<string, CreationSteps> = new Map<string, CreationSteps>([
    [TYPE.bucketObject, { before: makeObject }],
    [TYPE.dockerImage, { before: makeImage }],
    [TYPE.loadBalancer, { before: createLoadBalancer }],
    [TYPE.listener, { before: createListener }],
    [TYPE.listenerRule, { before: createListenerRule }],
    [TYPE.taskDefinition, { before: createTaskDefinition }],
    [TYPE.service, { before: createService }],
    [TYPE.pipeline, { before: checkPipeline, after: startPipeline }],
]);

function bytesOf({ content, contentBase64, source }: Readonly<Record<string, unknown>>, name: string): Buffer {
    if (typeof content === "string") return Buffer.from(content);
    if (typeof contentBase64 === "string") return Buffer.from(contentBase64, "base64");
    if (isRecord(source) && typeof source["text"] === "string") return Buffer.from(source["text"]);
    if (isRecord(source) && typeof source["path"] === "string") return readFileSync(source["path"]);
    throw new NotRehearsed(`the content of the object ${name}; give it as content or contentBase64`);
}
