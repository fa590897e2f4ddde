// Virtual machines, and what CodeDeploy does there.
import type { Json, Plan, PlannedResource } from "../../../plan/document";
import { at, label, list, ofType, waitsFor } from "../reading";
import type { Invariant } from "./index";

/** What a machine may show of its role, keeps on its disk, and is found by. */
export const machinesAreClosedAndTheirOwn: Invariant = (plan) => [
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

/** What the provider lets one leave out, and CodeDeploy refuses or does wrong without, for machines. */
export const everyDeploymentGroupHasWhatServersNeed: Invariant = (plan) =>
    ofType(plan, "aws:codedeploy/application:Application")
        .filter(({ inputs }) => inputs["computePlatform"] === "Server")
        .flatMap((application) =>
            ofType(plan, "aws:codedeploy/deploymentGroup:DeploymentGroup")
                .filter(({ inputs }) => inputs["appName"] === application.outputs["name"])
                .flatMap((group) => lacking(plan, group)),
        );

function lacking(plan: Plan, group: PlannedResource): string[] {
    const { inputs } = group;
    const groups = list(inputs["autoscalingGroups"]);
    const filters = list(inputs["ec2TagSets"]).flatMap((set) => list(at(set, "ec2TagFilters")));
    const targets = list(at(inputs["loadBalancerInfo"], "targetGroupInfos")).map((info) => at(info, "name"));
    const alarms = list(at(inputs["alarmConfiguration"], "alarms"));
    const events = list(at(inputs["autoRollbackConfiguration"], "events"));
    const listeners = ofType(plan, "aws:lb/listener:Listener").filter(({ inputs: { defaultActions } }) =>
        list(defaultActions).some((action) =>
            ofType(plan, "aws:lb/targetGroup:TargetGroup").some(
                ({ outputs }) =>
                    targets.includes(outputs["name"] ?? null) && outputs["arn"] === at(action, "targetGroupArn"),
            ),
        ),
    );
    const demands: Record<string, boolean> = {
        "it does not change machines in place": at(inputs["deploymentStyle"], "deploymentType") === "IN_PLACE",
        "its configuration is not one of servers":
            /^CodeDeployDefault\.(AllAtOnce|OneAtATime|HalfAtATime)$/.test(String(inputs["deploymentConfigName"])) ||
            named(
                ofType(plan, "aws:codedeploy/deploymentConfig:DeploymentConfig").filter(
                    (config) => config.inputs["computePlatform"] === "Server",
                ),
                inputs["deploymentConfigName"],
            ),
        "it finds machines in two ways, or in none": groups.length > 0 !== filters.length > 0,
        "it names an Auto Scaling group that does not exist": groups.every((name) =>
            named(ofType(plan, "aws:autoscaling/group:Group"), name),
        ),
        "a tag of its own does not tell the line from others":
            groups.length > 0 ||
            ["fairlead:project", "fairlead:environment", "fairlead:line"].every((key) =>
                filters.some((filter) => at(filter, "key") === key && at(filter, "type") === "KEY_AND_VALUE"),
            ),
        "it takes machines out of a load balancer that is not there, or leaves them in one":
            (at(inputs["deploymentStyle"], "deploymentOption") === "WITH_TRAFFIC_CONTROL") === targets.length > 0,
        "no listener leads to its targets yet":
            targets.length === 0 || (listeners.length > 0 && listeners.every((listener) => waitsFor(group, listener))),
        "machines launched meanwhile keep the release before": inputs["outdatedInstancesStrategy"] === "UPDATE",
        "it does not roll back":
            at(inputs["autoRollbackConfiguration"], "enabled") === true && events.includes("DEPLOYMENT_FAILURE"),
        "it watches an alarm that does not stop it, or none where answers are counted":
            alarms.length > 0 === events.includes("DEPLOYMENT_STOP_ON_ALARM") &&
            alarms.length > 0 === targets.length > 0 &&
            alarms.every((name) => named(ofType(plan, "aws:cloudwatch/metricAlarm:MetricAlarm"), name)),
    };
    return Object.entries(demands)
        .filter(([, isMet]) => !isMet)
        .map(([demand]) => `${label(group)}: ${demand}`);
}

function named(resources: readonly PlannedResource[], name: Json | undefined): boolean {
    return resources.some(({ outputs }) => outputs["name"] === name);
}
