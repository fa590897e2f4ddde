// A stack of the program that tells everybody, in an account that judges by its policies, with everybody subscribed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { JsonObject } from "../../../plan/document";
import { Plans, text, type Plan } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { judgeOf } from "../../../rehearsal/account/judge";
import { Bus, type AwsEvent } from "../../../rehearsal/events/bus";
import type { Fact } from "../../../rehearsal/engine/journal";
import { subscribe } from "../../../rehearsal/notifications/subscribe";
import { queueServices } from "../../../rehearsal/services/queues";
import { topicServices } from "../../../rehearsal/notifications/sns";
import { accountOf, type TestAccount } from "../../support/account";
import { planOf } from "../../support/program";
import { EVERYBODY } from "../../support/settings";

const services = new Map([...queueServices, ...topicServices]);

/** What is subscribed confirms by itself; a test that wants a person leaves it out. */
const recipients = EVERYBODY.map((one) => (one["url"] === undefined ? one : { ...one, confirms: true }));

export const everybody = (about?: readonly string[]): Promise<Plan> =>
    planOf("staging", {
        overrides: {
            "fairlead:notify": recipients.map((one) => ({ ...one, ...(about ? { about } : {}) })),
            "fairlead:loosen": ["plain-http", "destroy-with-data"],
        },
    });

/** The plan with other inputs of some of its resources. */
export function changed(plan: Plan, change: (resource: Plan["resources"][number]) => JsonObject | undefined): Plan {
    const resources = plan.resources.map((resource) => {
        const more = change(resource);
        return more ? { ...resource, inputs: { ...resource.inputs, ...more } } : resource;
    });
    return { ...plan, resources };
}

export interface Told {
    readonly test: TestAccount;
    readonly plan: Plan;
    /** What arrived, by the recipient's kind. */
    arrived(kind?: string): ReadonlyMap<string, readonly Fact[]>;
    /** The file that shows it. */
    file(fact: Fact): string;
}

export interface Telling {
    readonly folder?: string;
    readonly subscribes?: typeof subscribe;
    readonly services?: typeof services;
}

export async function told(plan: Plan, telling: Telling = {}): Promise<Told> {
    const { folder, subscribes = subscribe } = telling;
    const plans = new Plans([plan]);
    const test = accountOf([plan], { services: telling.services ?? services, judge: judgeOf(plans), folder });
    for (const planned of plans.ofType(TYPE.topicSubscription)) await subscribes(test.account, planned);
    return {
        test,
        plan,
        arrived: (kind = "notification") => {
            const all = test.facts(kind);
            const names = [...new Set(all.map(({ data }) => String(data["to"])))];
            return new Map(names.map((name) => [name, all.filter(({ data }) => data["to"] === name)]));
        },
        file: ({ data }) => {
            const path = join(test.folder, String(data["file"]));
            return existsSync(path) ? readFileSync(path, "utf8") : `there is no ${path}`;
        },
    };
}

const RUN = "12345678-1234-5678-abcd-12345678abcd";

/** A state of a run of the plan, or of a stage or an action of it; https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html */
export function ended(plan: Plan, state = "FAILED", level = "Pipeline", more: JsonObject = {}): AwsEvent {
    const pipeline = plan.resources.find(({ type }) => type === TYPE.pipeline);
    const [arn, name] = pipeline ? [text(pipeline, "arn"), text(pipeline, "name")] : ["", ""];
    return {
        source: "aws.codepipeline",
        "detail-type": `CodePipeline ${level} Execution State Change`,
        account: plan.account,
        region: plan.region,
        resources: [arn],
        detail: { pipeline: name, "execution-id": RUN, state, version: 1, ...more },
    };
}

/** Puts an event on the account's bus, and waits for all that it sets going. */
export async function happens({ test }: Told, event: AwsEvent, By: typeof Bus = Bus): Promise<void> {
    test.account.part(By).put(event);
    await test.account.quiet();
}

export async function over({ test }: Told): Promise<void> {
    await test.account.end();
    test.remove();
}
