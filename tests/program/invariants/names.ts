// Who sets a name or a tag by hand.
import type { Plan, PlannedResource } from "../../../plan/document";
import { ancestors, at, label, ofType } from "../reading";
import type { Invariant } from "./index";

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
    "aws:signer/signingProfile:SigningProfile": { property: "name", because: "roles of environments that sign by it" },
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

export const namesAreFixedOnlyForWhoMustKnowThem: Invariant = (plan) =>
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

/**
 * Once, for everything but what jobs write after it: CodePipeline copies an object with its tags, and an update would put
 * tags back that the job's version does not have. With the wrong profile no provider works at all.
 */
export const tagsComeFromTheProviderAlone: Invariant = (plan) => {
    const providers = ofType(plan, "pulumi:providers:aws");
    const [tagging = "", untagged = ""] = ["aws", "aws-untagged"].map(
        (name) => providers.find((one) => one.name === name)?.urn,
    );
    const others = providers.filter(({ urn }) => urn !== tagging && urn !== untagged);
    return [
        ...others.map((provider) => `${label(provider)} is a third provider of AWS`),
        ...providers
            .filter(
                (provider) => JSON.stringify(read(provider, "allowedAccountIds")) !== JSON.stringify([plan.account]),
            )
            .map((provider) => `${label(provider)} works in any account`),
        ...providers.flatMap((provider) => wrongTags(provider, provider.urn === tagging)),
        ...plan.resources
            .filter((resource) => bringsTags(plan, resource))
            .map((resource) => `${label(resource)} brings tags of its own`),
        ...plan.resources
            .filter((resource) => isSeed(resource) && resource.options.provider !== untagged)
            .map((resource) => `${label(resource)} has tags, although a job writes it`),
        ...plan.resources
            .filter((resource) => !isSeed(resource) && resource.options.provider === untagged)
            .map((resource) => `${label(resource)} has no tags`),
    ];
};

const STUDIO = ["sagemaker:projectS3TemplatesLocation", "sagemaker:studio-visibility"];

function wrongTags(provider: PlannedResource, tags: boolean): string[] {
    const given = read(provider, "defaultTags");
    if (!tags) return given === null ? [] : [`${label(provider)} tags what jobs write`];
    return ["project", "environment"]
        .filter((tag) => typeof at(given as never, "tags", `fairlead:${tag}`) !== "string")
        .map((tag) => `${label(provider)} does not tag with fairlead:${tag}`);
}

/** The SDK hands a provider its lists and objects as JSON. */
function read({ inputs }: PlannedResource, property: string): unknown {
    return JSON.parse(String(inputs[property] ?? "null"));
}

/** A machine also has its line's name, by which deployments find it; Studio finds templates of projects by two tags. */
function bringsTags(plan: Plan, resource: PlannedResource): boolean {
    const { type, inputs } = resource;
    const { tags, tagsAll } = inputs;
    if (tagsAll !== undefined) return true;
    if (STUDIO.includes(Object.keys(tags ?? {}).join())) return false;
    if (tags === undefined || type !== "aws:ec2/instance:Instance") return tags !== undefined;
    const line = ancestors(plan, resource).find((ancestor) => ancestor.type === "fairlead:index:ServiceLine")?.name;
    return JSON.stringify(tags) !== JSON.stringify({ "fairlead:line": line });
}

function isSeed({ type, inputs }: PlannedResource): boolean {
    return type === "aws:s3/bucketObjectv2:BucketObjectv2" && inputs["contentBase64"] !== undefined;
}
