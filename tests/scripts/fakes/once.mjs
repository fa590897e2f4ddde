// Tasks that a script runs once, as the stand-in for the AWS CLI knows them: `own.tasks` says how one goes, a turn a look.
import { readFileSync } from "node:fs";

import { fileOf, state } from "./call.mjs";

const TASK = "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123";

export const onceCommands = ({ takes, refuse, turn }) => ({
    "ecs run-task"({ cluster, "task-definition": definition, "launch-type": type, "network-configuration": network }) {
        takes("ecs:RunTask", definition.slice(definition.indexOf("task-definition/")));
        const { awsvpcConfiguration } = JSON.parse(readFileSync(fileOf(network.slice("file://".length)), "utf8"));
        state.own.ran = { cluster, type, awsvpcConfiguration };
        return state.own.lacks
            ? { tasks: [], failures: [{ reason: state.own.lacks }] }
            : { tasks: [{ taskArn: TASK }] };
    },
    "ecs list-tasks"({ "service-name": service }) {
        takes("ecs:ListTasks", "*");
        return { taskArns: service === "web" ? state.own.ofService.map(({ taskArn }) => taskArn) : [] };
    },
    "ecs describe-tasks"({ cluster, tasks: [arn, ...more] }) {
        takes("ecs:DescribeTasks", `task/${cluster}/${arn.split("/").at(-1)}`);
        if (state.own.ofService)
            return { tasks: state.own.ofService.filter(({ taskArn }) => [arn, ...more].includes(taskArn)) };
        return { tasks: [turn(state.own.tasks)] };
    },
    "ecs stop-task"({ cluster, task, reason }) {
        takes("ecs:StopTask", `task/${cluster}/${task.split("/").at(-1)}`);
        state.own.ended = reason;
        return {};
    },
    "logs get-log-events"({ "log-group-name": group, "log-stream-name": stream }) {
        takes("logs:GetLogEvents", `log-group:${group}:log-stream:${stream}`);
        if (!state.own.log) refuse("ResourceNotFoundException", "The specified log stream does not exist.");
        return { events: state.own.log.map((message) => ({ message })) };
    },
});
