import type { Plan, PlannedResource } from "../../../plan/document";
import { ancestors, at, label, ofType } from "../reading";
import type { Invariant } from "./invariant";

/**
 * Once, for everything but what jobs write after it: CodePipeline copies an object with its tags, and an update would put
 * tags back that the job's version does not have. With the wrong profile no provider works at all.
 */
export const invariant: Invariant = (plan) => {
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
