import type { EnvironmentContext } from "../../context";
import { arnIn, autonamed } from "../../environment-ref";
import type { Statement } from "../../shell";

/** For people: whether the host runs, and what it, its application and its broker printed. */
export function seesHost(line: string, isRunner: boolean, context: EnvironmentContext): readonly Statement[] {
    const logs = [line, ...(isRunner ? [`${line}-broker`, `${line}-farewell`] : [])];
    return [
        {
            actions: [
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:DescribeScalingActivities",
                "ec2:DescribeInstances",
                "ec2:DescribeInstanceStatus",
            ],
            on: "*",
            because: "EC2 and Auto Scaling know no resource for what only reads",
        },
        {
            actions: ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"],
            on: logs.map((name) => arnIn(context, "logs", `log-group:${autonamed(name, context)}:*`)),
        },
    ];
}
