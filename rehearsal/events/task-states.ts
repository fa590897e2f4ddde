// What EventBridge hears of a task of ECS: that it has stopped.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
import { readArn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import type { AwsEvent } from "./bus";

/** As ECS's own API shows it. */
export function taskEvent(task: JsonObject): AwsEvent {
    const arn = String(task["taskArn"]);
    const { account, region } = readArn(arn);
    return {
        source: "aws.ecs",
        "detail-type": "ECS Task State Change",
        account,
        region,
        resources: [arn],
        detail: task,
    };
}
