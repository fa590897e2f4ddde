import * as cloudformation from "@pulumi/aws/cloudformation";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import type { ModelStore } from "../../carries/model";
import type { EnvironmentContext } from "../../context";
import { autonamed } from "../../environment-ref";
import {
    type EndpointTemplateSettings,
    renderEmptyTemplate,
    renderEndpointTemplate,
    renderStackPolicy,
} from "../../documents/endpoint-template";
import type { Target } from "../../parts";
import { imagesInEcr } from "../../registries/ecr";
import type { NameLimit } from "../../setting-rules";
import { makeExecutionRole, makeStackRole } from "./roles";
import { endpointCosts, endpointPrepare, endpointVerify, rollOutStep, seesEndpoint } from "./steps";

/** What differs between the kinds of endpoints. */
export interface HostedModelArgs extends Pick<EndpointTemplateSettings, "variant" | "alarms" | "guard" | "scaling"> {
    /** Of the endpoint's name: one kind cannot become the other. */
    readonly ending: Ending;
    /** What costs money, in words. */
    readonly runsOn: string;
    /** Those that are paid for by the hour. @default - none: what is paid for is each request */
    readonly instances?: { readonly type: string; readonly count: number };
    /** Milliseconds allowed for an answer. */
    readonly withinMillis: number;
    readonly store: ModelStore;
}

/** AWS's page, for more than what instances cost by the hour. */
const PRICES = "https://aws.amazon.com/sagemaker/ai/pricing/";

/** Endings of the names of all kinds: a stack that changes its kind holds both for a while. */
const ENDINGS = ["", "-per-request"] as const;
type Ending = (typeof ENDINGS)[number];

/** Fixed, because whoever queries the model has to know it; in lower case, as SageMaker writes its ARNs. */
function endpointName(
    { project, environment }: Pick<EnvironmentContext, "project" | "environment">,
    line: string,
): string {
    return `${project}-${environment}-${line}`.toLowerCase();
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html */
export const ENDPOINT_NAMES: readonly NameLimit[] = [
    { what: "SageMaker endpoint", name: (about) => `${endpointName(about, about.line)}${ENDINGS[1]}`, most: 63 },
];

/** What a line on SageMaker has before its first release: roles, logs, and the stack that will hold the endpoint. */
export class HostedModel extends pulumi.ComponentResource {
    /** Name of the endpoint, which exists once a release is there. */
    public readonly endpointName: string;
    public readonly stackName: pulumi.Output<string>;
    public readonly stackArn: pulumi.Output<string>;
    /** The role under which CloudFormation changes the stack. */
    public readonly stackRoleArn: pulumi.Output<string>;
    /** The role under which SageMaker serves the model. */
    public readonly executionRoleArn: pulumi.Output<string>;
    /** Says of models and configurations whose they are. */
    public readonly tag: { readonly key: string; readonly value: string };

    constructor(
        line: string,
        { ending, store }: { readonly ending: Ending; readonly store: ModelStore },
        context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:HostedModel", line, { ending }, opts);
        const name = endpointName(context, line);
        const endpoints = ENDINGS.map((each) => `${name}${each}`);
        this.endpointName = `${name}${ending}`;
        this.tag = { key: "fairlead:line", value: name };
        const log = new cloudwatch.LogGroup(
            line,
            {
                // SageMaker's own name for it: made by us, it has an end.
                name: `/aws/sagemaker/Endpoints/${this.endpointName}`,
                retentionInDays: context.retention.logRetentionDays,
            },
            { parent: this },
        );
        const of = { endpoints, tag: this.tag, stack: autonamed(line, context) };
        const pulls = imagesInEcr(store.registry).pulls();
        const execution = makeExecutionRole(
            line,
            { logGroupArns: [log.arn] },
            { pulls, reads: store.reads() },
            context,
            { parent: this },
        );
        const role = makeStackRole(line, of, execution.arn, context, { parent: this });
        const stack = new cloudformation.Stack(
            line,
            {
                templateBody: JSON.stringify(renderEmptyTemplate()),
                policyBody: JSON.stringify(renderStackPolicy()),
                iamRoleArn: role.arn,
            },
            {
                parent: this,
                // The pipeline's from the first run on. Deleted before its role is, and with it the endpoint. Tags and policy as
                // well: to change them, the provider would send the template that it knows, which is the empty one.
                ignoreChanges: ["templateBody", "policyBody", "parameters", "tags", "tagsAll"],
                dependsOn: [...role.ready, ...execution.ready],
            },
        );
        this.stackName = stack.name;
        this.stackArn = stack.id;
        this.stackRoleArn = role.arn;
        this.executionRoleArn = execution.arn;
        this.registerOutputs({
            endpointName: this.endpointName,
            stackName: this.stackName,
            stackArn: this.stackArn,
            stackRoleArn: this.stackRoleArn,
            executionRoleArn: this.executionRoleArn,
            tag: this.tag,
        });
    }
}

/** A model behind an endpoint, whatever it runs on. */
export function hostedModel(
    line: string,
    { ending, store, withinMillis, runsOn, instances, ...hosting }: HostedModelArgs,
    context: EnvironmentContext,
    opts: pulumi.ComponentResourceOptions,
): Target {
    const hosted = new HostedModel(line, { ending, store }, context, opts);
    const { key, value } = hosted.tag;
    const { environment } = context;
    const template = hosted.executionRoleArn.apply((executionRoleArn) =>
        renderEndpointTemplate({
            description: `the endpoint of ${line} in ${environment}`,
            executionRoleArn,
            tags: { [key]: value },
            ...hosting,
        }),
    );
    const deployed = { hosted, repositoryUrl: store.registry.repositoryUrl, context };
    return {
        platform: "linux/amd64",
        prepare: endpointPrepare(deployed),
        rollOut: [rollOutStep(deployed)],
        verify: endpointVerify(deployed),
        blueprint: pulumi.jsonStringify({
            format: 1,
            line,
            environment,
            endpoint: hosted.endpointName,
            withinMillis,
            // For the approver: the difference in cost between the new and the live model is what they run on.
            runsOn: { what: runsOn, price: PRICES, ...(instances ? { instances } : {}) },
            template,
        }),
        ...(instances ? { costs: endpointCosts(context) } : {}),
        before: [hosted],
        people: { see: seesEndpoint(deployed) },
        outputs: { endpoint: pulumi.output(hosted.endpointName) },
    };
}
