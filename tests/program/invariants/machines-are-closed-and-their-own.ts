import type { PlannedResource } from "../../../plan/document";
import { at, label, list, ofType } from "../reading";
import type { Invariant } from "./invariant";

/** What a machine may show of its role, keeps on its disk, and is found by. */
export const invariant: Invariant = (plan) => [
    ...ofType(plan, "aws:ec2/launchTemplate:LaunchTemplate").flatMap((template) => {
        const { inputs } = template;
        const volumes = list(inputs["blockDeviceMappings"]);
        const tags = list(inputs["tagSpecifications"]);
        const demands: Record<string, boolean> = {
            "its role is given to whoever asks without a token":
                at(inputs["metadataOptions"], "httpTokens") === "required",
            "its role is given to what runs in a container":
                at(inputs["metadataOptions"], "httpPutResponseHopLimit") === 1,
            "its disk is not encrypted":
                volumes.length > 0 && volumes.every((volume) => at(volume, "ebs", "encrypted") === "true"),
            "it lets a key in": inputs["keyName"] === undefined,
            "it is launched from an image of its own": /^resolve:ssm:\/aws\/service\//.test(String(inputs["imageId"])),
            "its machines and their disks do not say whose they are": ["instance", "volume"].every((type) =>
                tags.some(
                    (one) =>
                        at(one, "resourceType") === type &&
                        ["project", "environment", "line"].every(
                            (tag) => typeof at(one, "tags", `fairlead:${tag}`) === "string",
                        ),
                ),
            ),
        };
        return Object.entries(demands)
            .filter(([, isMet]) => !isMet)
            .map(([demand]) => `${label(template)}: ${demand}`);
    }),
    ...ofType(plan, "aws:ec2/instance:Instance").flatMap((instance) =>
        OWN.filter((property) => instance.inputs[property] !== undefined).map(
            (property) => `${label(instance)} has ${property} of its own, beside its template's`,
        ),
    ),
    ...[...ofType(plan, "aws:ec2/instance:Instance"), ...ofType(plan, "aws:autoscaling/group:Group")].flatMap(waiting),
];

/** What the template says once for all machines of a line. */
const OWN = [
    "ami",
    "userData",
    "userDataBase64",
    "keyName",
    "metadataOptions",
    "rootBlockDevice",
    "iamInstanceProfile",
];

/** A machine acts under its role as soon as it is there. */
function waiting(machine: PlannedResource): string[] {
    const { dependsOn = [] } = machine.options;
    return ["RolePolicy", "InstanceProfile", "SecurityGroupEgressRule"]
        .filter((type) => !dependsOn.some((urn) => urn.includes(`:${type}::`)))
        .map((type) => `${label(machine)} does not wait for a ${type}`);
}
