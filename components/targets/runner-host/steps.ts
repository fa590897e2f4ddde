import type { EnvironmentContext } from "../../context";
import { ARTIFACTS } from "../../line/steps";
import type { Step, Target } from "../../parts";
import type { Statement } from "../../shell";
import { sendsCommands } from "../machines/command";
import type { RunnerHost } from "./host";

/** What the steps of a deployment are about. */
export interface Shipped {
    readonly line: string;
    readonly host: RunnerHost;
    readonly context: EnvironmentContext;
}

export const hostPrepare: Target["prepare"] = {
    scripts: ["image", "host-wait", "host-join", "host-prepare"],
    env: {},
    allow: [],
};

/** By Systems Manager, from wherever a pipeline's jobs run. */
export function hostRollOut({ line, host, context }: Shipped): Step {
    return {
        name: "RollOut",
        takes: [ARTIFACTS.prepared],
        run: {
            job: {
                run: { scripts: ["ec2-group", "on-machines", "host-rollout"] },
                env: { LINE: line, AUTO_SCALING_GROUP: host.groupName, SHIP: host.commands().ship.name },
                timeoutMinutes: 90, // it may wait for a machine that is on its way, and for the release before it
            },
        },
        allow: [findsMachines, ...sendsCommands(line, host.commands().ship.arn, context)],
    };
}

export function hostVerify({ line, host, context }: Shipped): Target["verify"] {
    return {
        scripts: ["host-wait", "ec2-group", "on-machines", "ec2-verify"],
        timeoutMinutes: 60,
        env: { AUTO_SCALING_GROUP: host.groupName, ASK: host.commands().ask.name },
        allow: [findsMachines, ...sendsCommands(line, host.commands().ask.arn, context)],
    };
}

const findsMachines: Statement = {
    actions: ["autoscaling:DescribeAutoScalingGroups"],
    on: "*",
    because: "it knows no resource for what only reads",
};
