import type { Line } from "../../../plan/lines";
import { TYPE } from "../../../plan/tokens";
import { any, within, type Reason, type Subject } from "./types";

const permissions: readonly Reason[] = [
    [/^host$/, "what a host may do: fetch what is live and its own files, pull the line's images, write its log"],
    [/^host-more$/, "what a host may do besides: take on its application's role, and ask the broker for a runner"],
    [/^application$/, "what the application may do in AWS; begins without any right"],
    [/^broker$/, "what the broker may do: read the App's key, and leave a configuration for a machine"],
    [/^farewell$/, "what the broker may do where a machine has ended: read the App's key"],
];

/** A host that takes releases by itself, and the broker that registers it as a runner. */
export const runnerHost: Subject = {
    isMine: within("RunnerHost"),
    reasons: {
        "aws:iam/role:Role": permissions,
        "aws:iam/rolePolicy:RolePolicy": permissions,
        "aws:iam/instanceProfile:InstanceProfile": [[any, "hands its role to the host"]],
        "aws:cloudwatch/logGroup:LogGroup": [
            [/^(broker|farewell)$/, "keeps what the broker prints"],
            [any, "keeps what user data, services and application of a host print"],
        ],
        "aws:cloudwatch/metricAlarm:MetricAlarm": [
            [/^broker$/, "rings when no runner is registered"],
            [/^farewell$/, "rings when the runner of a host that has ended is still known to GitHub"],
            [any, "rings when hosts are launched and do not stay"],
        ],
        "aws:s3/bucketObjectv2:BucketObjectv2": [[any, "a host's own files: its services, and how it takes a release"]],
        "aws:ec2/launchTemplate:LaunchTemplate": [
            [any, "what a host is when it starts; what was live comes back there"],
        ],
        "aws:autoscaling/group:Group": [[any, "keeps one host running, and starts another when it ends"]],
        "aws:ssm/document:Document": [
            [/^ship$/, "how the host takes a release: the new beside the old, and back where it does not answer"],
            [any, "what Verify asks the host: which release it has, and whether it answers"],
        ],
        "aws:lambda/function:Function": [
            [/^farewell$/, "forgets the runner of a host that has ended"],
            [any, "registers a host as a runner for one job; the App's key is here and on no host"],
        ],
        "aws:lambda/permission:Permission": [[any, "lets the rule tell the broker that a host has ended"]],
        "aws:cloudwatch/eventRule:EventRule": [[any, "hears that a host has ended"]],
        "aws:cloudwatch/eventTarget:EventTarget": [[any, "tells the broker of it"]],
    },
    runs: ({ resources }: Line) =>
        resources
            .filter((resource) => resource.type === TYPE.autoScalingGroup && within("RunnerHost")(resource))
            .map(({ name }) => `host ${name}`),
};
