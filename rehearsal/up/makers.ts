// What happens when a resource appears. Types that are not here just exist from then on.
import { readFileSync } from "node:fs";

import { isRecord, text, type Planned } from "../../plan/plans";
import type { Account } from "../account/account";
import { NotRehearsed, Refused } from "../account/door";
import { buildPlanned } from "../containers/planned";
import { createService, createTaskDefinition } from "../deployments/ecs-api";
import { createListener, createListenerRule, createLoadBalancer } from "../deployments/listeners";
import { digestOf } from "../engine/blobs";
import { refusalsOf } from "../pipelines/validity";
import { Executions } from "../services/executions";
import { Objects } from "../services/objects";
import { sourceOf, type Wishes } from "./source";
import { TYPE } from "../../plan/tokens";

/** What AWS does when a resource of one type appears, before anybody can see it. */
type Maker = (account: Account, planned: Planned, wishes: Wishes) => void | Promise<void>;

interface Making {
    /** Before it exists: what fails here stops `up`. */
    readonly before?: Maker;
    /** Once it exists: AWS's own first steps. Taken again whenever `up` goes on, so they do nothing the second time. */
    readonly after?: Maker;
}

/** An object that Pulumi writes; one that is there already, as it is asked for, makes no second version. */
const makeObject: Maker = (account, { resource }) => {
    const [bucket, key] = [text(resource, "bucket"), text(resource, "key")];
    const bytes = bytesOf(resource.inputs, `${bucket}/${key}`);
    const objects = account.part(Objects);
    if (objects.find(bucket, key)?.digest !== digestOf(bytes)) objects.write(bucket, key, bytes);
};

const checkPipeline: Maker = (account, planned) => {
    const refusals = refusalsOf(account.plans, planned);
    if (refusals.length > 0) throw new Refused("InvalidStructureException", refusals.join("\n"));
};

/** Whoever runs `up` builds and pushes it. */
const makeImage: Maker = async (account, { resource }, wishes) => {
    const sourceDir = (planned: string) => sourceOf(account, planned, wishes);
    await buildPlanned(account, resource, { sourceDir, log: (line) => account.say(resource.urn, line) });
};

/** Creating a pipeline starts it. */
const startPipeline: Maker = (account, { resource }) => {
    const arn = text(resource, "arn");
    account.part(Executions).start(arn, { trigger: "CreatePipeline", token: `CreatePipeline ${arn}` });
};

export const makers: ReadonlyMap<string, Making> = new Map<string, Making>([
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
