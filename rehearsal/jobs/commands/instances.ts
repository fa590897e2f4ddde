// EC2, Auto Scaling and Systems Manager's Run Command, as far as jobs ask them.
import { arnIn } from "../../../plan/arn";
import { ask, type AwsCommand, capitals, parameters, type JobSite } from "./types";

export const instanceCommands: Readonly<Record<string, AwsCommand>> = {
    "ec2 describe-instances": {
        api: "DescribeInstances",
        options: { "instance-ids": "texts", filters: "structures" },
        run: (given, site) => reads("ec2:DescribeInstances", capitals(parameters(given)), site),
    },
    "autoscaling describe-auto-scaling-groups": {
        api: "DescribeAutoScalingGroups",
        options: { "auto-scaling-group-names": "texts" },
        run: (given, site) => reads("autoscaling:DescribeAutoScalingGroups", capitals(parameters(given)), site),
    },
    "ssm send-command": {
        api: "SendCommand",
        options: {
            "document-name": "text",
            "instance-ids": "texts",
            comment: "text",
            "timeout-seconds": "number",
            parameters: "document",
        },
        required: ["document-name", "instance-ids"],
        run: (given, site) => {
            const named = String(given["document-name"]);
            const on = named.startsWith("arn:") ? named : arnIn(site.place, "ssm", `document/${named}`);
            return ask({ action: "ssm:SendCommand", on: () => on }, capitals(parameters(given)), site);
        },
    },
    "ssm list-command-invocations": {
        api: "ListCommandInvocations",
        options: { "command-id": "text", "instance-id": "text", details: "flag" },
        required: ["command-id"],
        run: (given, site) => reads("ssm:ListCommandInvocations", capitals(parameters(given)), site),
    },
    "ssm get-command-invocation": {
        api: "GetCommandInvocation",
        options: { "command-id": "text", "instance-id": "text" },
        required: ["command-id", "instance-id"],
        run: (given, site) => reads("ssm:GetCommandInvocation", capitals(parameters(given)), site),
    },
};

/** These know no resources. */
function reads(action: string, input: ReturnType<typeof capitals>, site: JobSite): ReturnType<typeof ask> {
    return ask({ action, on: () => "*" }, input, site);
}
