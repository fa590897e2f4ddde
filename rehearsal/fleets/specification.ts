// What an instance is launched with, read from the plan: an instance of its own, or what a launch template says.
import { roleOf } from "../../iam/calls/instances";
import { below, isRecord, type Plan, type Planned, type PlannedResource, records, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { NotRehearsed } from "../account/gateway";
import type { HostOrder } from "../hosts/host";

/** All of an order that stands in the plan. */
export interface Specification extends Pick<
    HostOrder,
    "place" | "instanceType" | "image" | "userData" | "role" | "tags" | "metadata"
> {
    readonly subnets: readonly string[];
    readonly securityGroups: readonly string[];
    /** Where neither says so, the subnet decides. */
    readonly publicAddress?: boolean;
}

type Inputs = Readonly<Record<string, unknown>>;

export function specificationOf(planned: Planned): Specification {
    return planned.resource.type === TYPE.instance ? ofInstance(planned) : ofGroup(planned);
}

/** What it says itself goes before what its template says: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html */
function ofInstance({ plan, resource }: Planned): Specification {
    const { inputs } = resource;
    const template = isRecord(inputs["launchTemplate"]) ? templateOf(plan, resource) : {};
    const { ami: imageId, ...own } = inputs;
    const { userData, userDataBase64, iamInstanceProfile: profile } = inputs;
    return {
        ...common(plan, { ...template, ...own, ...(imageId === undefined ? {} : { imageId }) }),
        userData: typeof userData === "string" ? userData : decoded(userDataBase64 ?? template["userData"]),
        role: plannedRoleOf(plan, profile ?? profileIn(template)),
        tags: tagsOf(tagsIn(template), inputs["tags"], resource.outputs["tagsAll"]),
        subnets: texts(inputs["subnetId"]),
        securityGroups: texts(inputs["vpcSecurityGroupIds"] ?? groupsIn(template)),
        publicAddress: flag(inputs["associatePublicIpAddress"] ?? addressIn(template)),
    };
}

function ofGroup({ plan, resource }: Planned): Specification {
    const { inputs } = resource;
    const template = templateOf(plan, resource);
    const passedOn = records(inputs["tags"])
        .filter(({ propagateAtLaunch }) => propagateAtLaunch === true)
        .map(({ key, value }) => [String(key), String(value)]);
    return {
        ...common(plan, template),
        userData: decoded(template["userData"]),
        role: plannedRoleOf(plan, profileIn(template)),
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html: the group's tag wins
        tags: {
            ...tagsOf(tagsIn(template)),
            ...(Object.fromEntries(passedOn) as Record<string, string>),
            "aws:autoscaling:groupName": text(resource, "name"),
        },
        subnets: texts(inputs["vpcZoneIdentifiers"]),
        securityGroups: texts(groupsIn(template)),
        publicAddress: flag(addressIn(template)),
    };
}

function templateOf({ resources }: Plan, { inputs, name }: PlannedResource): Inputs {
    const wanted = inputs["launchTemplate"];
    if (!isRecord(wanted)) throw new NotRehearsed(`${name} without a launch template of its own`);
    const found = resources.find(
        (each) =>
            each.type === TYPE.launchTemplate &&
            (each.id === wanted["id"] || text(each, "id") === wanted["id"] || text(each, "name") === wanted["name"]),
    );
    if (!found) throw new NotRehearsed(`the launch template of ${name}, which is in no plan`);
    return found.inputs;
}

function profileIn(template: Inputs): unknown {
    const { arn, name } = below(template, "iamInstanceProfile");
    return arn ?? name;
}

function tagsIn(template: Inputs): unknown {
    return records(template["tagSpecifications"]).find(({ resourceType }) => resourceType === "instance")?.["tags"];
}

function groupsIn(template: Inputs): unknown {
    return records(template["networkInterfaces"])[0]?.["securityGroups"] ?? template["vpcSecurityGroupIds"];
}

function addressIn(template: Inputs): unknown {
    return records(template["networkInterfaces"])[0]?.["associatePublicIpAddress"];
}

function common(plan: Plan, inputs: Inputs): Pick<Specification, "place" | "instanceType" | "image" | "metadata"> {
    const metadata = below(inputs, "metadataOptions");
    return {
        place: plan,
        instanceType: String(inputs["instanceType"] ?? ""),
        image: imageOf(plan, String(inputs["imageId"] ?? "")),
        metadata: {
            tokensRequired: metadata["httpTokens"] === "required",
            tagsShown: metadata["instanceMetadataTags"] === "enabled",
        },
    };
}

/** A parameter that the program read says which system it is; the id that it answers does not. */
function imageOf({ invokes }: Plan, image: string): string {
    const read = invokes.find(({ outputs }) => [outputs["value"], outputs["insecureValue"]].includes(image));
    const name = read?.inputs["name"];
    return typeof name === "string" ? name : image.replace(/^resolve:ssm:/, "");
}

/** Nobody can say what a role outside of the plans may do. */
function plannedRoleOf(plan: Plan, profile: unknown): string | undefined {
    if (typeof profile !== "string" || profile === "") return undefined;
    const role = roleOf(plan, profile);
    if (role === undefined) throw new NotRehearsed(`the instance profile ${profile}, whose role is in no plan`);
    return role;
}

function tagsOf(...written: readonly unknown[]): Readonly<Record<string, string>> {
    const all = written.flatMap((tags) => (isRecord(tags) ? Object.entries(tags) : []));
    return Object.fromEntries(all.map(([name, value]) => [name, String(value)]));
}

function decoded(base64: unknown): string {
    return typeof base64 === "string" ? Buffer.from(base64, "base64").toString("utf8") : "";
}

function flag(value: unknown): boolean | undefined {
    return typeof value === "boolean" ? value : value === "true" ? true : undefined;
}
