import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import { arnIn } from "../../environment-ref";
import { ARTIFACTS } from "../../line/steps";
import type { Step, Target } from "../../parts";
import type { ScriptPart, Statement } from "../../shell";
import type { HostedModel } from "./hosted-model";

/** What the three steps of a deployment are about. */
export interface Deployed {
    readonly hosted: HostedModel;
    /** Where the images lie that serve models. */
    readonly repositoryUrl: pulumi.Output<string>;
    readonly context: EnvironmentContext;
}

/** Prepare: writes the template and its parameters, once nothing else changes the stack. */
export function endpointPrepare(deployed: Deployed): Target["prepare"] {
    const { hosted, context } = deployed;
    return {
        scripts: ["stacks", "model", "endpoint-model", "endpoint-prepare"],
        timeoutMinutes: 540, // it may wait for an update under way, which SageMaker ends after eight hours
        env: about(deployed),
        allow: [
            { actions: ["cloudformation:DescribeStacks"], on: [hosted.stackArn] },
            { actions: ["sagemaker:DescribeEndpoint"], on: [endpointArn(hosted, context)] },
        ],
    };
}

// unverified: an update without any change ends well, as CodePipeline's users see it | fails as: RollOut is red with "No updates are to be performed" where a release is deployed again as it is | settle: release the live change again in the ship pipeline, with unchanged settings
/** CloudFormation brings the stack to what Prepare wrote: https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html */
export function rollOutStep({ hosted, context }: Deployed): Step {
    const artifact = ARTIFACTS.prepared;
    return {
        name: "RollOut",
        takes: [artifact],
        run: {
            action: {
                category: "Deploy",
                provider: "CloudFormation",
                configuration: {
                    ActionMode: "CREATE_UPDATE",
                    StackName: hosted.stackName,
                    TemplatePath: `${artifact}::template.json`,
                    TemplateConfiguration: `${artifact}::template-configuration.json`,
                    RoleArn: hosted.stackRoleArn,
                },
            },
        },
        allow: [
            {
                actions: [
                    "cloudformation:DescribeStackEvents", // so that a red action says which resource failed
                    "cloudformation:DescribeStackResource",
                    "cloudformation:DescribeStackResources",
                    "cloudformation:DescribeStacks",
                    "cloudformation:UpdateStack",
                ],
                on: [calledByName(hosted, context)],
            },
            {
                actions: ["cloudformation:ValidateTemplate"],
                on: "*",
                because: "a template that is no stack yet is no resource",
            },
            {
                actions: ["iam:PassRole"],
                on: [hosted.stackRoleArn],
                when: { StringEquals: { "iam:PassedToService": "cloudformation.amazonaws.com" } },
            },
        ],
    };
}

/** Verify: compares what the endpoint serves with what was asked for, sends it the golden payloads, and deletes what served before. */
export function endpointVerify(deployed: Deployed): Target["verify"] {
    const { hosted, context } = deployed;
    const of = (type: string): string => arnIn(context, "sagemaker", `${type}/*`);
    const owned = { StringEquals: { [`aws:ResourceTag/${hosted.tag.key}`]: hosted.tag.value } };
    return {
        scripts: ["model", "endpoint-model", "endpoint-golden", "endpoint-back", "endpoint-prune", "endpoint-verify"],
        timeoutMinutes: 60,
        env: { ...about(deployed), OWNER: hosted.tag.value },
        allow: [
            { actions: ["cloudformation:DescribeStacks"], on: [hosted.stackArn] },
            {
                actions: ["sagemaker:DescribeEndpoint", "sagemaker:InvokeEndpoint", "sagemaker:UpdateEndpoint"],
                on: [endpointArn(hosted, context)],
            },
            {
                actions: [
                    "sagemaker:DeleteEndpointConfig",
                    "sagemaker:DescribeEndpointConfig",
                    "sagemaker:UpdateEndpoint", // of which IAM asks about both
                ],
                on: [of("endpoint-config")],
                when: owned,
            },
            { actions: ["sagemaker:DeleteModel", "sagemaker:DescribeModel"], on: [of("model")], when: owned },
            {
                actions: ["tag:GetResources"],
                on: "*",
                because: "tags of all services are one list, which knows no resource",
            },
        ],
    };
}

/** Defines `costs_say`, by AWS's price list of instances that host models. */
export function endpointCosts({ region }: Pick<EnvironmentContext, "region">): ScriptPart {
    return {
        scripts: ["endpoint-costs"],
        env: { REGION: region },
        allow: [{ actions: ["pricing:GetProducts"], on: "*", because: "the list of prices knows no resource" }],
    };
}

/** For people: permissions to see the stack, the endpoint, its output, and an update. */
export function seesEndpoint({ hosted, context }: Deployed): readonly Statement[] {
    const of = (type: string): string => arnIn(context, "sagemaker", `${type}/*`);
    const owned = { StringEquals: { [`aws:ResourceTag/${hosted.tag.key}`]: hosted.tag.value } };
    return [
        {
            actions: [
                "cloudformation:DescribeStackEvents",
                "cloudformation:DescribeStackResources",
                "cloudformation:DescribeStacks",
                "cloudformation:GetTemplate",
            ],
            on: [calledByName(hosted, context)],
        },
        { actions: ["sagemaker:DescribeEndpoint"], on: [endpointArn(hosted, context)] },
        {
            actions: ["sagemaker:DescribeEndpointConfig", "sagemaker:DescribeModel"],
            on: [of("endpoint-config"), of("model")],
            when: owned,
        },
        {
            actions: ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"],
            on: [arnIn(context, "logs", `log-group:/aws/sagemaker/Endpoints/${hosted.endpointName}:*`)],
        },
    ];
}

/** Who names a stack by its name is asked about the name, whatever CloudFormation has put behind it. */
function calledByName({ stackName }: HostedModel, context: EnvironmentContext): pulumi.Output<string> {
    return pulumi.interpolate`${arnIn(context, "cloudformation", "stack")}/${stackName}/*`;
}

function endpointArn({ endpointName }: HostedModel, context: EnvironmentContext): string {
    return arnIn(context, "sagemaker", `endpoint/${endpointName}`);
}

function about({ hosted: { endpointName, stackArn }, repositoryUrl }: Deployed): ScriptPart["env"] {
    return { ENDPOINT: endpointName, STACK: stackArn, REPOSITORY_URI: repositoryUrl };
}
