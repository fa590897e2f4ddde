// A function as a hook of a deployment by ECS itself, which answers by what it returns.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
import { randomUUID } from "node:crypto";

import type { JsonObject } from "../../../plan/document";
import { isRecord } from "../../../plan/plans";
import type { LocalAccount } from "../../account/local-account";
import { nameOfFunction } from "../../services/given-functions";
import { callHook } from "../../services/function-hooks";
import type { ServiceDeployment } from "./deployments";
import type { FunctionHook } from "./hooks";
import { revisionOf } from "./moved";
import { Ecs } from "./services";

/** Between two calls, where it does not say how many. */
const USUAL_DELAY = 30;
/** Of a stage. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html */
const DAY = 24 * 60 * 60;

/** Of traffic, in percent, to the tasks that a deployment brings; said of the listener that a stage moves, and of no other. */
export interface Shares {
    readonly test?: number;
    readonly production?: number;
}

/** Calls it until it has decided; a no is an error. */
export async function callUntilDecided(
    account: LocalAccount,
    deployment: ServiceDeployment,
    hook: FunctionHook,
    shares: Shares,
    signal: AbortSignal,
): Promise<void> {
    const { functionArn: on, role } = hook;
    const name = nameOfFunction(on);
    const by = account.assume("ecs.amazonaws.com", role, deployment.service);
    const executionId = randomUUID();
    let details = hook.details;
    for (let waited = 0; waited < DAY;) {
        const event = { ...eventOf(account, deployment, hook, shares), executionId, ...shownDetails(details) };
        const ended = await callHook(account, by, on, event);
        if (!ended) return;
        signal.throwIfAborted();
        const said = isRecord(ended.answer) ? ended.answer : {};
        const { hookStatus, callBackDelay = USUAL_DELAY, hookDetails } = said;
        if (hookStatus === "SUCCEEDED") return;
        if (hookStatus !== "IN_PROGRESS") throw goesBack(name, ended.error ?? told(hookStatus, ended.answer));
        const seconds = Number(callBackDelay);
        if (!(seconds >= 0)) throw goesBack(name, `the callBackDelay ${JSON.stringify(callBackDelay)}`);
        // It adds to what it was given.
        if (isRecord(hookDetails)) details = { ...details, ...hookDetails };
        await account.clock.sleep(seconds * 1000, signal);
        waited += Math.max(seconds, 1);
    }
    throw goesBack(name, "IN_PROGRESS for a day");
}

function told(hookStatus: unknown, answer: unknown): string {
    return hookStatus === undefined ? `${JSON.stringify(answer)}, without a hookStatus` : JSON.stringify(hookStatus);
}

function goesBack(name: string, said: string): Error {
    return new Error(`Service deployment rolled back because its lifecycle hook ${name} answered ${said}.`);
}

function shownDetails(hookDetails: JsonObject | undefined): JsonObject {
    return hookDetails ? { hookDetails } : {};
}

/** What it is given beside an id, on the page above. */
function eventOf(
    account: LocalAccount,
    deployment: ServiceDeployment,
    { stage }: FunctionHook,
    { test, production }: Shares,
): JsonObject {
    const { arn, service, original } = deployment;
    const target = revisionOf(arn);
    // The one that `up` made came by no deployment, and is named as if the first had brought it.
    const first = `${service.replace(":service/", ":service-deployment/")}/0`;
    const source = revisionOf(account.part(Ecs).set(original).externalId ?? first);
    const weights = (onTarget?: number) =>
        onTarget === undefined ? {} : { [source]: 100 - onTarget, [target]: onTarget };
    return {
        lifecycleStage: stage,
        resourceArn: arn,
        executionDetails: {
            serviceArn: service,
            targetServiceRevisionArn: target,
            testTrafficWeights: weights(test),
            productionTrafficWeights: weights(production),
        },
    };
}
