// What happens when a resource appears. Types that are not here just exist from then on.
import { text } from "../../policy/plan";
import { Refused } from "../account/door";
import { buildPlanned, IMAGE_TYPE } from "../containers/planned";
import { refusalsOf } from "../pipelines/validity";
import { Executions, PIPELINE } from "../services/executions";
import { makeObject } from "./objects";
import { LISTENER, LOAD_BALANCER } from "../deployments/traffic";
import { createListener, createListenerRule, createLoadBalancer } from "../deployments/listeners";
import { createService, createTaskDefinition, SERVICE, TASK_DEFINITION } from "../deployments/ecs-api";
import { sourceOf } from "./source";
import type { Maker } from "./types";

interface Making {
    /** Before it exists: what fails here stops `up`. */
    readonly before?: Maker;
    /** Once it exists: AWS's own first steps. Taken again whenever `up` goes on, so they do nothing the second time. */
    readonly after?: Maker;
}

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
    ["aws:s3/bucketObjectv2:BucketObjectv2", { before: makeObject }],
    [IMAGE_TYPE, { before: makeImage }],
    [LOAD_BALANCER, { before: createLoadBalancer }],
    [LISTENER, { before: createListener }],
    ["aws:lb/listenerRule:ListenerRule", { before: createListenerRule }],
    [TASK_DEFINITION, { before: createTaskDefinition }],
    [SERVICE, { before: createService }],
    [PIPELINE, { before: checkPipeline, after: startPipeline }],
]);
