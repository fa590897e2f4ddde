// The CloudFormation template of a model behind an endpoint: what a release leaves open are its parameters, all else is settings.

/** The variant of an endpoint: one, always called so, because a rollout with guardrails moves traffic within one name. */
export const VARIANT = "live";

/** What Prepare fills in. While there is no release, all but the name are empty, and the stack holds nothing that runs. */
export const PARAMETERS = ["EndpointName", "Image", "ModelData", "Release", "Attempt"] as const;

/** What moves traffic to a new configuration, and when it goes back. */
export interface Guard {
    /** `DeploymentConfig` of the endpoint without its alarms. */
    readonly policy: Readonly<Record<string, unknown>>;
    /** Alarms that roll an update back, by their names in the template. */
    readonly rollsBackOn: readonly string[];
}

export interface EndpointTemplateSettings {
    readonly description: string;
    readonly executionRoleArn: string;
    /** What the one variant runs on: instances, or nothing that has a name. */
    readonly variant: Readonly<Record<string, unknown>>;
    /** Whom the line's models, configurations and endpoints belong to; what is allowed to delete them is told by these tags. */
    readonly tags: Readonly<Record<string, string>>;
    /** Alarms of the endpoint, by their names in the template. @default - none */
    readonly alarms?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    /** @default - AWS moves all traffic at once */
    readonly guard?: Guard;
    /** How many instances there are, by requests. @default - as many as the variant says */
    readonly scaling?: { readonly min: number; readonly max: number; readonly requestsPerInstance: number };
}

/**
 * Renders the template. No model and no configuration has a name of ours: both are replaced by every release, and CloudFormation
 * makes the new one first. Their old ones stay until Verify has proved the new one: an endpoint that SageMaker rolled back runs on
 * them, and CloudFormation, which takes a rollback for success, would delete them
 * (https://github.com/hashicorp/terraform-provider-aws/issues/48997).
 */
export function renderEndpointTemplate(settings: EndpointTemplateSettings): Record<string, unknown> {
    const { description, executionRoleArn, variant, tags, alarms = {}, guard, scaling } = settings;
    return {
        AWSTemplateFormatVersion: "2010-09-09",
        Description: description,
        Parameters: Object.fromEntries(PARAMETERS.map((name) => [name, { Type: "String" }])),
        Conditions: { [RELEASED]: { "Fn::Not": [{ "Fn::Equals": [ref("ModelData"), ""] }] } },
        Resources: {
            // A template needs a resource. Another name than the empty template's, so that the first run updates something.
            Ready: { Type: "AWS::CloudFormation::WaitConditionHandle" },
            Model: kept("AWS::SageMaker::Model", {
                ExecutionRoleArn: executionRoleArn,
                PrimaryContainer: {
                    Image: ref("Image"),
                    ModelDataUrl: ref("ModelData"),
                    // Attempt changes where SageMaker went back by itself: the same release would be no change to CloudFormation.
                    Environment: { FAIRLEAD_RELEASE: ref("Release"), FAIRLEAD_ATTEMPT: ref("Attempt") },
                },
                Tags: tagged(tags),
            }),
            EndpointConfig: kept("AWS::SageMaker::EndpointConfig", {
                ProductionVariants: [
                    {
                        VariantName: VARIANT,
                        ModelName: attribute("Model", "ModelName"),
                        InitialVariantWeight: 1,
                        ...variant,
                    },
                ],
                Tags: tagged(tags),
            }),
            ...Object.fromEntries(
                Object.entries(alarms).map(([name, properties]) => [
                    name,
                    released("AWS::CloudWatch::Alarm", properties),
                ]),
            ),
            Endpoint: released("AWS::SageMaker::Endpoint", {
                // A parameter: the alarm that rolls the endpoint back could not name it otherwise without needing it first.
                EndpointName: ref("EndpointName"),
                EndpointConfigName: attribute("EndpointConfig", "EndpointConfigName"),
                // Otherwise every update resets what scaling has made of the number of instances.
                ...(scaling ? { RetainAllVariantProperties: true } : {}),
                ...(guard ? { DeploymentConfig: deploymentOf(guard) } : {}),
                Tags: tagged(tags),
            }),
            ...(scaling ? scalingOf(scaling, tags) : {}),
        },
        Outputs: {
            EndpointConfigName: { Condition: RELEASED, Value: attribute("EndpointConfig", "EndpointConfigName") },
            ModelName: { Condition: RELEASED, Value: attribute("Model", "ModelName") },
        },
    };
}

/** Renders the template that `pulumi up` makes the stack with: pipelines update it from then on, and `destroy` deletes it. */
export function renderEmptyTemplate(): Record<string, unknown> {
    return {
        AWSTemplateFormatVersion: "2010-09-09",
        Description: "nothing yet; the line's pipeline puts its endpoint here",
        Resources: { Empty: { Type: "AWS::CloudFormation::WaitConditionHandle" } },
    };
}

/**
 * Renders the policy of the stack: no update takes the endpoint away, whoever makes it and by which template. What is replaced, where
 * its kind is changed, has another one by then; `destroy` is no update.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
 */
export function renderStackPolicy(): Record<string, unknown> {
    const every = { Principal: "*", Resource: "*" };
    const endpoint = { StringEquals: { ResourceType: ["AWS::SageMaker::Endpoint"] } };
    return {
        Statement: [
            { Effect: "Allow", Action: "Update:*", ...every },
            { Effect: "Deny", Action: "Update:Delete", ...every, Condition: endpoint },
        ],
    };
}

/** Dimensions of an endpoint's own metrics. https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html */
export function dimensionsOfVariant(): readonly Record<string, unknown>[] {
    return [
        { Name: "EndpointName", Value: ref("EndpointName") },
        { Name: "VariantName", Value: VARIANT },
    ];
}

const RELEASED = "Released";

const ref = (name: string): Record<string, unknown> => ({ Ref: name });
const attribute = (of: string, name: string): Record<string, unknown> => ({ "Fn::GetAtt": [of, name] });

function released(type: string, properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return { Type: type, Condition: RELEASED, Properties: properties };
}

function kept(type: string, properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return { ...released(type, properties), DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" };
}

function tagged(tags: Readonly<Record<string, string>>): readonly Record<string, string>[] {
    return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function deploymentOf({ policy, rollsBackOn }: Guard): Record<string, unknown> {
    if (rollsBackOn.length === 0) return policy;
    return {
        ...policy,
        AutoRollbackConfiguration: { Alarms: rollsBackOn.map((name) => ({ AlarmName: ref(name) })) },
    };
}

/** Registered once the endpoint serves: Application Auto Scaling refuses a variant that is not there. */
function scalingOf(
    scaling: NonNullable<EndpointTemplateSettings["scaling"]>,
    tags: EndpointTemplateSettings["tags"],
): Record<string, unknown> {
    const { min, max, requestsPerInstance } = scaling;
    return {
        ScalableTarget: {
            ...released("AWS::ApplicationAutoScaling::ScalableTarget", {
                ServiceNamespace: "sagemaker",
                ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
                ResourceId: { "Fn::Sub": `endpoint/\${EndpointName}/variant/${VARIANT}` },
                MinCapacity: min,
                MaxCapacity: max,
                Tags: tagged(tags),
            }),
            DependsOn: "Endpoint",
        },
        ScalingPolicy: released("AWS::ApplicationAutoScaling::ScalingPolicy", {
            PolicyName: "requests",
            PolicyType: "TargetTrackingScaling",
            ScalingTargetId: ref("ScalableTarget"),
            TargetTrackingScalingPolicyConfiguration: {
                TargetValue: requestsPerInstance,
                PredefinedMetricSpecification: { PredefinedMetricType: "SageMakerVariantInvocationsPerInstance" },
            },
        }),
    };
}
