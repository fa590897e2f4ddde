import { type AwsCommand, plainCall } from "./types";

export const scalingCommands: Readonly<Record<string, AwsCommand>> = {
    "application-autoscaling describe-scalable-targets": plainCall({
        action: "application-autoscaling:DescribeScalableTargets",
        options: { "service-namespace": "text", "resource-ids": "texts", "scalable-dimension": "text" },
        required: ["service-namespace"],
        on: () => "*",
    }),
};
