// Everything that calls AWS while a line runs. A service that a new kind of source, build or target brings is a file here,
// which exports what it asks, and a line in this list.
import type { Caller } from "../asking";
import { alarms, rules } from "./events";
import { jobs } from "./codebuild";
import { stacks } from "./cloudformation";
import { channels, streams, subscriptions } from "./sns";
import { deploymentGroups } from "./codedeploy";
import { actions } from "./codepipeline";
import { ownCode, tasks } from "./ecs";
import { movedServices } from "./ecs-deployments";
import { functions } from "./functions";
import { workflows } from "./github";
import { hosts } from "./hosts";
import { machines } from "./instances";
import { trainings } from "./sagemaker";
import { schedules } from "./scheduler";

export const callers: readonly Caller[] = [
    actions,
    jobs,
    workflows,
    deploymentGroups,
    tasks,
    movedServices,
    ownCode,
    machines,
    trainings,
    stacks,
    hosts,
    functions,
    rules,
    schedules,
    alarms,
    subscriptions,
    streams,
    channels,
];
