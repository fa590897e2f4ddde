// How the head of a script names what it calls, by AWS's service: `ecs:DescribeServices on service/$CLUSTER/$SERVICE`.
// A service that the script of a new kind calls is an entry here.
import { arnIn, s3ArnIn } from "../../plan/arn";
import type { JobAt } from "../../plan/pipelines";
import { keyContext } from "./stores";
import type { Context } from "./types";

interface ScriptResources {
    /** The ARN of what is named; without it, heads name these by their ARN. */
    readonly arn?: (named: string, at: JobAt) => string;
    /** What AWS knows of such a call beside who makes it. */
    readonly context?: (at: JobAt, on: string) => Context;
}

const plain = (service: string) => (named: string, at: JobAt) => arnIn(at.plan, service, named);

export const RESOURCES: Readonly<Record<string, ScriptResources>> = {
    codecommit: { arn: plain("codecommit") },
    codedeploy: { arn: plain("codedeploy") },
    codepipeline: { arn: plain("codepipeline") },
    ecr: { arn: (named, at) => arnIn(at.plan, "ecr", named.replace("repository:", "repository/")) },
    ecs: {
        arn: plain("ecs"),
        context: (at, on): Context =>
            on === "*" || on.includes("service/") || on.startsWith("task/") || on.endsWith(":<revision>")
                ? { "ecs:cluster": arnIn(at.plan, "ecs", `cluster/${at.env["CLUSTER"] ?? ""}`) }
                : {},
    },
    events: {
        context: (at) => ({
            "events:source": [`fairlead.${at.env["LINE"] ?? ""}`],
            "events:detail-type": ["Release Verified"],
        }),
    },
    iam: {
        // Tasks get their roles; what ECS does on a load balancer, it does under one of its own.
        context: (_, on): Context => ({
            "iam:PassedToService": on.includes("$INFRASTRUCTURE_ROLE")
                ? "ecs.amazonaws.com"
                : "ecs-tasks.amazonaws.com",
        }),
    },
    kms: {
        // What Parameter Store encrypts: https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
        context: (at, on): Context =>
            on.includes("$PASSWORD_KEY_ARN")
                ? keyContext("ssm", at.env["PASSWORD_KEY_ARN"] ?? "", {
                      PARAMETER_ARN: arnIn(at.plan, "ssm", `parameter${at.env["PASSWORD_PARAMETER"] ?? ""}`),
                  })
                : {},
    },
    ssm: {
        // A machine is EC2's, and is asked about by the tags that its template gives it.
        arn: (named, at) => arnIn(at.plan, named.startsWith("instance/") ? "ec2" : "ssm", named),
        context: (at, on): Context =>
            on.startsWith("instance/")
                ? Object.fromEntries(
                      Object.entries({
                          project: at.plan.project,
                          environment: at.plan.stack,
                          line: at.env["LINE"] ?? "",
                      }).map(([tag, value]) => [`ssm:resourceTag/fairlead:${tag}`, value]),
                  )
                : {},
    },
    logs: { arn: plain("logs") },
    s3: { arn: (named, at) => s3ArnIn(at.plan, named) },
    // What CloudFormation gives a name to is told by the tag of its line.
    sagemaker: {
        arn: plain("sagemaker"),
        context: (at, on): Context =>
            on.startsWith("endpoint/") ? {} : { "aws:ResourceTag/fairlead:line": at.env["OWNER"] ?? "" },
    },
};
