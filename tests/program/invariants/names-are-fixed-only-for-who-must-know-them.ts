import { label } from "../reading";
import type { Invariant } from "./invariant";

/** A fixed name stops a replacement from standing beside what it replaces. Each says who has to know it beforehand. */
const FIXED: Record<
    string,
    { readonly property: string; readonly where?: RegExp; readonly as?: RegExp; readonly because: string }
> = {
    "aws:cloudwatch/logGroup:LogGroup": {
        property: "name",
        as: /^\/aws\/sagemaker\/Endpoints\//,
        because: "SageMaker, which writes to the group of this name",
    },
    "aws:s3/bucket:Bucket": { property: "bucket", where: /^releases$/, because: "the environment that pulls" },
    "aws:kms/alias:Alias": { property: "name", because: "the environment that pulls" },
    "aws:ecr/repository:Repository": { property: "name", because: "the environment that pulls" },
    "aws:ecrpublic/repository:Repository": { property: "repositoryName", because: "people who pull" },
    "aws:cloudwatch/eventBus:EventBus": { property: "name", because: "the environment that promotes" },
    "aws:cloudwatch/eventRule:EventRule": {
        property: "name",
        where: /-push$/,
        because: "Publish, which is made first",
    },
    "aws:iam/policy:Policy": {
        property: "name",
        where: /^team-|-roles-boundary$/,
        because: "permission sets of IAM Identity Center, and stacks whose roles carry a boundary",
    },
    "aws:iam/user:User": { property: "name", because: "the person, and who compares persons after an approval" },
    "aws:codecommit/repository:Repository": { property: "repositoryName", because: "people who clone it" },
    "aws:codedeploy/deploymentGroup:DeploymentGroup": {
        property: "deploymentGroupName",
        because: "has no automatic name",
    },
    "aws:ssm/parameter:Parameter": { property: "name", because: "hooks of revisions that a rollback starts again" },
    "aws:ecs/taskDefinition:TaskDefinition": { property: "family", because: "has no automatic name" },
};

/** What decides a physical name, in the provider's words. A rule's or policy's own name counts too. */
const NAMES = [
    "bucket",
    "deploymentGroupName",
    "family",
    "name",
    "namePrefix",
    "policyName",
    "repositoryName",
    "topicName",
];
/** Where such a word means another resource, or what is inside. */
const MEANS_ANOTHER = /^aws:s3\/bucket(?!:)|^aws:cloudwatch\/eventTarget/;

export const invariant: Invariant = (plan) =>
    plan.resources
        .filter(({ custom, type }) => custom && !MEANS_ANOTHER.test(type) && !type.startsWith("pulumi:"))
        .flatMap((resource) => {
            const fixed = FIXED[resource.type];
            const fits = fixed?.as?.test(String(resource.inputs[fixed.property])) ?? true;
            const may = fixed && fits && (fixed.where?.test(resource.name) ?? true) ? fixed.property : undefined;
            return NAMES.filter((property) => resource.inputs[property] !== undefined && property !== may).map(
                (property) => `${label(resource)} fixes its ${property}; nothing has to know it beforehand`,
            );
        });
