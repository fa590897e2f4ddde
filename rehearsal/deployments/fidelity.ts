import { type Plans, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { Fidelity } from "../engine/fidelity";
import { hasQueue } from "../services/queues";
import { queuesBehind } from "./services/queue-work";

export const hasServices = (plans: Plans): boolean => plans.ofType(TYPE.service).length > 0;

export const serviceDeploymentFidelity: Fidelity = {
    executed:
        "deployments by ECS itself: rolling with its circuit breaker, blue/green, canary and linear with the shares of their rules, which a listener asks by host, path and priority, pauses that wait for an answer, functions as hooks at each stage and at each share, on the way back too, whose text --function names, bake time, alarms from real answers, stop and the way back; scaling by requests for each task and by the messages of a queue that is in the plans, of which one raises, at the end, a service that has no task; each hour of a schedule once, at the end, the quiet ones first; commands that EventBridge Scheduler runs, each once, in a task of what is live; the containers of a task in one network, by dependsOn, essential, health checks and their timeouts",
    evaluated:
        "the infrastructure role for rules and groups, at each step; whether a hook's role may call its function; the execution role before a task starts; a schedule's role",
    stoodIn:
        "what a task does at its queue, by its role's right to do it; functions as hooks whose text nobody names, taken to have answered that all is well; minutes of AWS, by a faster clock; five minutes of alarms behind a rolling deployment",
    notRehearsed:
        "rules of a listener that ask for more than host and path, hooks of one stage at the same time (one after another here), the stage RECONCILE_SERVICE, pauses and functions in the deployment that creates a service, a second update while a deployment is under way, daemons, capacity providers, volumes that containers share, scaling by processors and memory",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html",
};

/** Names of queues that services are scaled by and that no plan makes. */
export function queuesElsewhere(plans: Plans): readonly string[] {
    const policies = plans.ofType(TYPE.scalingPolicy).map(({ resource }) => text(resource, "arn"));
    return queuesBehind(plans, policies).filter((queue) => !hasQueue(plans, queue));
}

/** Nothing here sends them a message. */
export function unknownQueues(plans: Plans): readonly string[] {
    return queuesElsewhere(plans).map(
        (name) => `queue ${name} is not in these plans, no message was sent, scaling by it is not rehearsed`,
    );
}
