import * as ssm from "@pulumi/aws/ssm";
import type * as pulumi from "@pulumi/pulumi";

import type { Step, Target } from "../../parts";
import type { ScriptPart } from "../../shell";
import type { EnvironmentContext } from "../../context";
import { ARTIFACTS } from "../../line/steps";
import type { Carried } from "./carried";
import { rollsOut, waitsFor } from "../../shared/code-deployment";
import type { ServerDeployment } from "./deployment";
import { renderAsk } from "./documents/ask";
import { sendsCommands } from "../machines/command";
import type { Machines } from "./machines";
import type { Decided } from "./settings";

/** What the steps of a deployment are about. */
export interface Deployed {
    readonly line: string;
    readonly machines: Machines;
    readonly deployment: ServerDeployment;
    readonly context: EnvironmentContext;
}

/** What Verify sends to each machine. */
export function makeQuestion(
    { line, deployment }: Deployed,
    { carries, port, healthPath }: Pick<Decided, "carries" | "port" | "healthPath">,
    opts: pulumi.CustomResourceOptions,
): ssm.Document {
    return new ssm.Document(
        `${line}-ask`,
        {
            documentType: "Command",
            documentFormat: "JSON",
            targetType: "/AWS::EC2::Instance",
            content: deployment.groupId.apply((groupId) => renderAsk({ groupId, carries, port, healthPath })),
        },
        opts,
    );
}

/** Prepare: puts together the revision that CodeDeploy deploys, while the stage's lock is held. */
export function ec2Prepare(deployed: Deployed, { unpack }: Carried): Target["prepare"] {
    return {
        scripts: [...unpack.scripts, "deployments", "ec2-prepare"],
        timeoutMinutes: 60, // it may wait for a deployment under way
        env: { ...unpack.env, ...deploymentsOf(deployed) },
        allow: [...unpack.allow, waitsFor(deployed.deployment, deployed.context)],
    };
}

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeDeploy.html */
export function rollOutStep({ deployment, context }: Deployed): Step {
    return {
        name: "RollOut",
        takes: [ARTIFACTS.prepared],
        run: {
            action: {
                category: "Deploy",
                provider: "CodeDeploy",
                configuration: {
                    ApplicationName: deployment.applicationName,
                    DeploymentGroupName: deployment.groupName,
                },
            },
        },
        allow: rollsOut(deployment, context),
    };
}

/** Verify: asks every machine what it runs, once no deployment is under way. */
export function ec2Verify(deployed: Deployed, question: ssm.Document): Target["verify"] {
    const { machines, context, line } = deployed;
    const found: { script: string; env: ScriptPart["env"]; lists: string } = machines.groupName
        ? {
              script: "ec2-group",
              env: { AUTO_SCALING_GROUP: machines.groupName },
              lists: "autoscaling:DescribeAutoScalingGroups",
          }
        : { script: "ec2-tagged", env: { PROJECT: context.project }, lists: "ec2:DescribeInstances" };
    return {
        scripts: ["deployments", found.script, "on-machines", "ec2-verify"],
        timeoutMinutes: 120, // it may wait for a deployment of what was launched meanwhile, machine by machine
        env: { ...deploymentsOf(deployed), ...found.env, ASK: question.name },
        allow: [
            waitsFor(deployed.deployment, deployed.context),
            { actions: [found.lists], on: "*", because: "it knows no resource for what only reads" },
            ...sendsCommands(line, question.arn, context),
        ],
    };
}

function deploymentsOf({ deployment }: Deployed): ScriptPart["env"] {
    return { APPLICATION: deployment.applicationName, GROUP: deployment.groupName };
}
