// The same for a stack that is up. EventBridge takes no event of AWS's own from anybody else, so what its rules would have
// made of one is published instead: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import type { JsonObject, Plan } from "../../plan/document";
import { Plans, text } from "../../plan/plans";
import { everyAction } from "../../plan/pipelines";
import { TYPE } from "../../plan/tokens";
import { wrap } from "../../text/wrap";

/** Commands, each with its message in a file. */
export function publishLines(plan: Plan, messages: ReadonlyMap<string, JsonObject>, folder: string): readonly string[] {
    const plans = new Plans([plan]);
    const asking = new Set(everyAction(plans).flatMap(({ action }) => action.configuration["NotificationArn"] ?? []));
    const open = plans.ofType(TYPE.topic).filter(({ resource }) => !asking.has(text(resource, "arn")));
    mkdirSync(join(folder, "publish"), { recursive: true });
    const commands = open.flatMap(({ resource }) => {
        const message = messages.get(text(resource, "arn"));
        // What `up` adds to a name is known to AWS alone.
        const start = text(resource, "name").replace(/-[0-9a-f]{7}$/, "-");
        if (message === undefined) return [`# ${start}…: nothing that happened goes there`];
        const file = join(folder, "publish", `${start.replace(/[^\w-]/g, "")}message.json`);
        writeFileSync(file, `${JSON.stringify(messageOf(message))}\n`);
        const query = `Topics[?contains(TopicArn, ':${start}')].TopicArn | [0]`;
        return [
            `topic=$(aws sns list-topics --region ${plan.region} --query "${query}" --output text)`,
            `aws sns publish --region ${plan.region} --topic-arn "$topic" --cli-input-json file://${relative(process.cwd(), file)}`,
        ];
    });
    return [
        "",
        ...wrap(
            "To send them for real, once the stack is up and its subscriptions are confirmed, as somebody who may sns:Publish there, and kms:GenerateDataKey and kms:Decrypt on the topics' key:",
            "",
        ),
        "",
        // Not wrapped: they are there to be copied.
        ...commands,
        ...(asking.size > 0 ? ["", ...wrap("What asks for approvals takes messages of approvals alone.", "")] : []),
    ];
}

function messageOf({ Message, Subject, MessageStructure }: JsonObject): JsonObject {
    return {
        Message: Message ?? "",
        ...(Subject === undefined ? {} : { Subject }),
        ...(MessageStructure === undefined ? {} : { MessageStructure }),
    };
}
