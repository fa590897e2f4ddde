// What CreatePipeline asks of one action: artifacts by its type, what its configuration must say, when it runs.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html
import type { ActionAt, PipelineAction } from "../../plan/pipelines";

type Bounds = readonly [least: number, most: number];

interface ActionType {
    readonly takes: Bounds;
    readonly gives: Bounds;
    /** Keys of the configuration without which there is no such action, by the page of each. */
    readonly needs: readonly string[];
}

const NONE: Bounds = [0, 0];
const ONE: Bounds = [1, 1];
const source = (...needs: readonly string[]): ActionType => ({ takes: NONE, gives: ONE, needs });
const build: ActionType = { takes: [1, 5], gives: [0, 5], needs: ["ProjectName"] };
const deploy = (...needs: readonly string[]): ActionType => ({ takes: ONE, gives: NONE, needs });

/** By category and provider; what is not here, only running it would tell. */
const TYPES: Readonly<Record<string, ActionType>> = {
    "Source S3": source("S3Bucket", "S3ObjectKey"),
    "Source CodeCommit": source("RepositoryName", "BranchName"),
    "Source ECR": source("RepositoryName"),
    "Source CodeStarSourceConnection": source("ConnectionArn", "FullRepositoryId", "BranchName"),
    "Build CodeBuild": build,
    "Test CodeBuild": build,
    "Test DeviceFarm": deploy(),
    "Approval Manual": { takes: NONE, gives: NONE, needs: [] },
    "Deploy S3": deploy("BucketName", "Extract"),
    "Deploy CloudFormation": { takes: [0, 10], gives: [0, 1], needs: ["ActionMode", "StackName"] },
    "Deploy CodeDeploy": deploy("ApplicationName", "DeploymentGroupName"),
    // https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
    "Deploy CodeDeployToECS": {
        takes: [1, 5],
        gives: NONE,
        needs: ["ApplicationName", "DeploymentGroupName", "TaskDefinitionTemplateArtifact", "AppSpecTemplateArtifact"],
    },
    "Deploy ElasticBeanstalk": deploy("ApplicationName", "EnvironmentName"),
    "Deploy ECS": deploy("ClusterName", "ServiceName"),
    "Deploy ServiceCatalog": deploy(),
    "Invoke Lambda": { takes: [0, 5], gives: [0, 5], needs: ["FunctionName"] },
};

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html */
const LONGEST_VALUE = 1000;
const RUN_ORDER: Bounds = [1, 999];
const APPROVAL_MINUTES: Bounds = [5, 86_400];
const ARTIFACT = /^[A-Za-z0-9_-]{1,100}$/;

const outside = (found: number, [least, most]: Bounds): boolean => found < least || found > most;
const says = ([least, most]: Bounds): string => (least === most ? String(least) : `${least} to ${most}`);

/** Why AWS would not take this action, wherever it stands. */
export function refusalsOfType({ stage, action }: ActionAt): readonly string[] {
    const type = TYPES[`${action.category} ${action.provider}`];
    return [
        ...(type ? typeRefusals(type, action) : []),
        ...valueRefusals(action),
        ...orderRefusals(action),
        ...[...action.inputArtifacts, ...action.outputArtifacts]
            .filter((artifact) => !ARTIFACT.test(artifact))
            .map((artifact) => `the artifact name "${artifact}" is not 1 to 100 letters, digits, _ or -`),
    ].map((why) => `${stage}/${action.name}: ${why}`);
}

function typeRefusals({ takes, gives, needs }: ActionType, action: PipelineAction): readonly string[] {
    const { category, provider, configuration, inputArtifacts, outputArtifacts } = action;
    const type = `${category} by ${provider}`;
    const sides = [
        ["takes", inputArtifacts.length, takes],
        ["makes", outputArtifacts.length, gives],
    ] as const;
    return [
        ...sides
            .filter(([, found, bounds]) => outside(found, bounds))
            .map(([does, found, bounds]) => `it ${does} ${found} artifacts, and ${type} ${does} ${says(bounds)}`),
        ...needs
            .filter((key) => (configuration[key] ?? "") === "")
            .map((key) => `its configuration has no ${key}, which every ${type} needs`),
        ...(provider === "CodeBuild" && inputArtifacts.length > 1 && !configuration["PrimarySource"]
            ? [
                  `its configuration has no PrimarySource, which says where a build starts that takes more than one artifact`,
              ]
            : []),
    ];
}

function valueRefusals({ configuration }: PipelineAction): readonly string[] {
    return Object.entries(configuration)
        .filter(([, value]) => String(value).length > LONGEST_VALUE)
        .map(([key, value]) => `${key} has ${String(value).length} characters; a value has at most ${LONGEST_VALUE}`);
}

function orderRefusals(action: PipelineAction): readonly string[] {
    const { runOrder, timeoutInMinutes: minutes, category } = action;
    return [
        ...(Number.isInteger(runOrder) && !outside(runOrder, RUN_ORDER)
            ? []
            : [`its runOrder is ${String(runOrder)}, which may be ${says(RUN_ORDER)}`]),
        ...(minutes !== undefined && category !== "Approval"
            ? [`its timeoutInMinutes is ${minutes}; only an approval has one`]
            : []),
        ...(minutes !== undefined && category === "Approval" && outside(minutes, APPROVAL_MINUTES)
            ? [`its timeoutInMinutes is ${minutes}, which may be ${says(APPROVAL_MINUTES)}`]
            : []),
    ];
}
