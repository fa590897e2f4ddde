// Everything that calls AWS while a line runs. A service that a new kind of source, build or target brings is a file here,
// which exports what it asks, and a line in this list.
import type { Caller } from "../asking";
import { alarms } from "./alarms";
import { jobs } from "./codebuild";
import { stacks } from "./cloudformation";
import { channels } from "./chat";
import { deploymentGroups } from "./codedeploy";
import { actions } from "./codepipeline";
import { tasks } from "./ecs";
import { movedServices } from "./ecs-deployments";
import { rules } from "./eventbridge";
import { streams } from "./firehose";
import { functions } from "./functions";
import { workflows } from "./github";
import { hosts } from "./hosts";
import { machines } from "./instances";
import { ownCode } from "./ecs-own-code";
import { trainings } from "./sagemaker";
import { subscriptions } from "./sns";

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
    alarms,
    subscriptions,
    streams,
    channels,
];
