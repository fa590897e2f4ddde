import { type AwsCommand, capitals, parameters, ask } from "./types";

export const balancingCommands: Readonly<Record<string, AwsCommand>> = {
    "elbv2 describe-rules": {
        api: "DescribeRules",
        options: { "rule-arns": "texts" },
        required: ["rule-arns"],
        run: (given, site) =>
            ask({ action: "elasticloadbalancing:DescribeRules", on: () => "*" }, capitals(parameters(given)), site),
    },
};
