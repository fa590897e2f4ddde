// What CodePipeline calls for each kind of action, under the action's role, or the pipeline's where it has none.
import { arnIn, s3ArnIn } from "../../plan/arn";
import { parsed, records, text, texts } from "../../plan/plans";
import { asks, assumes, type Caller } from "../asking";
import {
    doubted,
    givesArtifacts,
    inputs,
    keyContext,
    masterKeyOf,
    outputs,
    puts,
    readsObjects,
    rows,
    takesArtifacts,
    WITHOUT,
} from "./stores";
import { stackOf } from "./cloudformation";
import { templatesOf } from "./ecs";
import { isGroup } from "../../plan/deployment-groups";
import type { Row } from "./types";
import { everyAction, type ActionAt } from "../../plan/pipelines";
import { TYPE } from "../../plan/tokens";

const GUIDE = "https://docs.aws.amazon.com/codepipeline/latest/userguide";
const PAGE = {
    role: `${GUIDE}/how-to-custom-role.html`,
    s3: `${GUIDE}/action-reference-S3.html`,
    toS3: `${GUIDE}/action-reference-S3Deploy.html`,
    ecr: `${GUIDE}/action-reference-ECR.html`,
    codecommit: `${GUIDE}/action-reference-CodeCommit.html`,
    connection: `${GUIDE}/action-reference-CodestarConnectionSource.html`,
    codebuild: `${GUIDE}/action-reference-CodeBuild.html`,
    cloudformation: `${GUIDE}/action-reference-CloudFormation.html`,
    codedeploy: `${GUIDE}/action-reference-ECSbluegreen.html`,
    machines: `${GUIDE}/action-reference-CodeDeploy.html`,
    cdk: "https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-codepipeline-actions/lib/codebuild/build-action.ts",
    manual: "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#send-to-encrypted-topic",
    cross: `${GUIDE}/pipelines-create-cross-account.html`,
};

const setting = (at: ActionAt, key: string): string => at.action.configuration[key] ?? "";

const bucket = (at: ActionAt) => [s3ArnIn(at.plan, setting(at, "S3Bucket"))];
/** The configured object, and every other one that a rule may name in its place. */
const sourceObjects = (at: ActionAt) =>
    [setting(at, "S3ObjectKey"), ...overriddenKeys(at)].map((object) =>
        s3ArnIn(at.plan, `${setting(at, "S3Bucket")}/${object}`),
    );
const repository = (at: ActionAt) => [arnIn(at.plan, "ecr", `repository/${setting(at, "RepositoryName")}`)];
const sourceCode = (at: ActionAt) => [arnIn(at.plan, "codecommit", setting(at, "RepositoryName"))];
const connection = (at: ActionAt) => [setting(at, "ConnectionArn")];
const project = (at: ActionAt) => [arnIn(at.plan, "codebuild", `project/${setting(at, "ProjectName")}`)];
const topic = (at: ActionAt) => (setting(at, "NotificationArn") ? [setting(at, "NotificationArn")] : []);
const topicKey = (at: ActionAt) => topic(at).flatMap((topicArn) => masterKeyOf(at.plans, topicArn));
/** By its name, as the action calls it. */
const stack = (at: ActionAt) =>
    stackOf(at) ? [arnIn(at.plan, "cloudformation", `stack/${setting(at, "StackName")}/*`)] : [];
const stackRole = (at: ActionAt) => texts(at.action.configuration["RoleArn"]);
const application = (at: ActionAt) => [arnIn(at.plan, "codedeploy", `application:${setting(at, "ApplicationName")}`)];
const group = (at: ActionAt) => [
    arnIn(
        at.plan,
        "codedeploy",
        `deploymentgroup:${setting(at, "ApplicationName")}/${setting(at, "DeploymentGroupName")}`,
    ),
];
const deploymentConfig = (at: ActionAt) => {
    const found = at.plans.find(TYPE.deploymentGroup, (resource) =>
        isGroup(resource, setting(at, "ApplicationName"), setting(at, "DeploymentGroupName")),
    );
    return found
        ? [arnIn(at.plan, "codedeploy", `deploymentconfig:${text(found.resource, "deploymentConfigName")}`)]
        : [];
};
/** Revision numbers are AWS's; any will do. */
const revision = (at: ActionAt) =>
    templatesOf(at).map((task) => arnIn(at.plan, "ecs", `task-definition/${String(task["family"])}:42`));
const taggedRevision = (at: ActionAt) =>
    templatesOf(at).some((task) => records(task["tags"]).length > 0) ? revision(at) : [];
const taskRoles = (at: ActionAt) =>
    templatesOf(at).flatMap((task) => texts([task["executionRoleArn"], task["taskRoleArn"]]));
const toTasks = () => ({ "iam:PassedToService": "ecs-tasks.amazonaws.com" });
const throughSns = (_: ActionAt, on: string) => keyContext("sns", on);

const deploys = (source: string) => [
    ...rows(source, group, "codedeploy:CreateDeployment", "codedeploy:GetDeployment"),
    ...rows(source, application, "codedeploy:GetApplication", "codedeploy:GetApplicationRevision"),
    ...rows(source, application, "codedeploy:RegisterApplicationRevision"),
    ...rows(source, deploymentConfig, "codedeploy:GetDeploymentConfig"),
];

/** Where files are put; where an archive is unpacked, any name below the prefix. */
const deployedObjects = (at: ActionAt) => {
    const [prefix, isUnpacked] = [setting(at, "ObjectKey"), setting(at, "Extract") === "true"];
    const name = isUnpacked ? [prefix, "index.html"].filter(Boolean).join("/") : prefix;
    return [s3ArnIn(at.plan, `${setting(at, "BucketName")}/${name}`)];
};
const deployedWithAcl = (at: ActionAt) => (setting(at, "CannedACL") ? deployedObjects(at) : []);
const deployedKey = (at: ActionAt) =>
    setting(at, "KMSEncryptionKeyARN") || at.plans.keyOfBucket(setting(at, "BucketName"));

/** What an action asks for: its own rows, where the provider alone does not say what it does. */
export const rowsOfAction = ({ category, provider }: ActionAt["action"]): readonly Row<ActionAt>[] | undefined =>
    ACTIONS[`${category} ${provider}`] ?? ACTIONS[provider];

/** By provider, as the action's `provider` spells it. */
const ACTIONS: Readonly<Record<string, readonly Row<ActionAt>[]>> = {
    S3: [
        ...rows(PAGE.s3, sourceObjects, "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:GetObjectVersionTagging"),
        ...readsObjects<ActionAt>(sourceObjects, (at) => at.plans.keyOfBucket(setting(at, "S3Bucket")), PAGE.s3),
        ...rows(PAGE.s3, bucket, "s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"),
        ...givesArtifacts,
    ],
    "Deploy S3": [
        ...takesArtifacts,
        ...rows(PAGE.toS3, deployedObjects, "s3:PutObject"),
        ...rows(PAGE.toS3, deployedWithAcl, "s3:PutObjectAcl"),
        {
            action: "kms:GenerateDataKey",
            on: (at) => [deployedKey(at)].flatMap((found) => found || []),
            context: (at, on) => keyContext("s3", on, { "aws:s3:arn": s3ArnIn(at.plan, setting(at, "BucketName")) }),
            source: PAGE.toS3,
        },
    ],
    ECR: [...rows(PAGE.ecr, repository, "ecr:DescribeImages"), ...givesArtifacts],
    CodeCommit: [
        ...rows(
            PAGE.codecommit,
            sourceCode,
            "codecommit:GetBranch",
            "codecommit:GetCommit",
            "codecommit:UploadArchive",
        ),
        ...doubted(WITHOUT.clone, rows(PAGE.codecommit, sourceCode, "codecommit:GetRepository")),
        ...rows(PAGE.codecommit, sourceCode, "codecommit:GetUploadArchiveStatus", "codecommit:CancelUploadArchive"),
        ...givesArtifacts,
    ],
    // AWS's page names both: a connection has the old prefix or the new one, and what is asked has either.
    CodeStarSourceConnection: [
        ...rows(PAGE.connection, connection, "codestar-connections:UseConnection", "codeconnections:UseConnection"),
        ...givesArtifacts,
    ],
    Manual: [
        ...rows(PAGE.manual, topic, "sns:Publish"),
        { action: "kms:GenerateDataKey", on: topicKey, context: throughSns, source: PAGE.manual },
        { action: "kms:Decrypt", on: topicKey, context: throughSns, source: PAGE.manual },
    ],
    // Artifacts of a job travel under the job's own role.
    CodeBuild: [
        ...rows(PAGE.codebuild, project, "codebuild:StartBuild", "codebuild:BatchGetBuilds"),
        // A run that is stopped takes its build along; AWS's page leaves it out, AWS's own construct library grants it.
        ...doubted(WITHOUT.stops, rows(PAGE.cdk, project, "codebuild:StopBuild")),
    ],
    CloudFormation: [
        ...rows(PAGE.cloudformation, stack, "cloudformation:DescribeStacks", "cloudformation:UpdateStack"),
        ...rows(PAGE.cloudformation, stack, "cloudformation:DescribeStackEvents"),
        ...rows(
            PAGE.cloudformation,
            stack,
            "cloudformation:DescribeStackResource",
            "cloudformation:DescribeStackResources",
        ),
        ...rows(PAGE.cloudformation, () => ["*"], "cloudformation:ValidateTemplate"),
        {
            action: "iam:PassRole",
            on: stackRole,
            context: () => ({ "iam:PassedToService": "cloudformation.amazonaws.com" }),
            source: PAGE.cloudformation,
        },
        ...takesArtifacts,
    ],
    CodeDeploy: [...deploys(PAGE.machines), ...takesArtifacts],
    CodeDeployToECS: [
        ...deploys(PAGE.codedeploy),
        ...rows(PAGE.codedeploy, revision, "ecs:RegisterTaskDefinition"),
        {
            action: "ecs:TagResource",
            on: taggedRevision,
            context: () => ({ "ecs:CreateAction": "RegisterTaskDefinition" }),
            source: PAGE.codedeploy,
        },
        { action: "iam:PassRole", on: taskRoles, context: toTasks, source: PAGE.codedeploy },
        ...takesArtifacts,
    ],
};

const everyArtifact = (at: ActionAt) => [...inputs(at), ...outputs(at)];

/** What the pipeline's own role does around each action, whatever runs it. */
export const AROUND_ACTIONS: readonly Row<ActionAt>[] = [
    { action: "sts:AssumeRole", on: (at) => (at.action.roleArn ? [at.action.roleArn] : []), source: PAGE.cross },
    ...takesArtifacts,
    ...puts(everyArtifact),
];

/** What rules put in the place of the configured object. */
function overriddenKeys(at: ActionAt): readonly string[] {
    return at.plans
        .ofType(TYPE.eventTarget)
        .filter(({ resource }) => text(resource, "arn") === text(at.pipeline, "arn"))
        .flatMap(({ resource }) => {
            const transformer = resource.inputs["inputTransformer"] as Record<string, unknown> | undefined;
            const input = parsed(transformer?.["inputTemplate"] ?? resource.inputs["input"]) as
                Record<string, unknown> | undefined;
            return records(input?.["sourceRevisions"]);
        })
        .filter((revision) => revision["revisionType"] === "S3_OBJECT_KEY" && revision["actionName"] === at.action.name)
        .map((revision) => String(revision["revisionValue"]));
}

/** Actions of pipelines, and what goes on around them. */
export const actions: Caller = {
    of: "CodePipeline",
    asks: (plans) =>
        everyAction(plans).flatMap((at) => {
            const says = `${at.pipeline.name} ${at.stage}/${at.action.name} (${at.action.provider})`;
            const rows = rowsOfAction(at.action);
            const role = text(at.pipeline, "roleArn");
            return [
                ...(rows ? [] : [{ unknown: `${says}: iam/calls/codepipeline.ts has no rows for this provider` }]),
                ...asks(says, at.action.roleArn ?? role, rows ?? [], at),
                ...asks(`${says}, the pipeline around it`, role, AROUND_ACTIONS, at),
                assumes(at.plan, "codepipeline.amazonaws.com", role, text(at.pipeline, "arn")),
            ];
        }),
};
