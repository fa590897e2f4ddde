// Commands that run at their hours: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
import { CLUSTERS } from "../forms";
import type { EventKind } from "../seams";

/** What a container ends with that ECS stops, as one beside the command once that has ended. */
const STOPPED_BY_ECS = 128 + 15;

/** A command did not end with 0, or did not run. No run and no alarm tells of it. */
export const schedule: EventKind = {
    kind: "schedule",
    means: "commands of `schedules` that did not end well",
    byDefault: true,
    facts: ({ scheduled }) => [
        {
            name: "schedule",
            of: scheduled,
            description: "A command that runs at its hours did not end well",
            // unverified: Scheduler has ECS run a task in the group that its target names, and ECS tells once that it has stopped | fails as: nobody is told of a command that ends with 3, or twice | settle: aws ecs describe-tasks --cluster <cluster> --tasks <task> --query tasks[0].group, of a task that a schedule has started
            pattern: {
                source: ["aws.ecs"],
                "detail-type": ["ECS Task State Change"],
                detail: {
                    group: scheduled,
                    lastStatus: ["STOPPED"],
                    $or: [
                        { containers: { exitCode: [{ "anything-but": [0, STOPPED_BY_ECS] }] } },
                        // It did not start, or was stopped: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
                        { stopCode: [{ "anything-but": ["EssentialContainerExited"] }] },
                    ],
                },
            },
            paths: {
                group: "$.detail.group",
                task: "$.detail.taskArn",
                // A word of ECS's own; its reason is free text, which may hold what ends ours.
                why: "$.detail.stopCode",
                region: "$.region",
            },
            says: {
                title: "<group> did not end well",
                text: "in task <task> (<why>); what it printed is in the log group of its line, in the streams that begin with scheduled-.",
                link: CLUSTERS,
                thread: "<group>",
            },
        },
    ],
};
