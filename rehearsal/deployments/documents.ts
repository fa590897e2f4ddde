// What an AppSpec says about an ECS service: the task definition, and the container that traffic reaches.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
import { below, isRecord, records } from "../../plan/plans";
import { readYaml, UnreadableYaml } from "../../text/yaml";
import { Refused } from "../account/gateway";

export interface AppSpecTarget {
    readonly taskDefinition: string;
    /** Where traffic comes to; none where there is none. */
    readonly container?: { readonly name: string; readonly port: number };
    /** Functions, by their name or ARN; absent where none is called. */
    readonly hooks?: Readonly<Partial<Record<HookEvent, string>>>;
}

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html */
const HOOK_EVENTS = [
    ...(["BeforeInstall", "AfterInstall", "AfterAllowTestTraffic"] as const),
    ...(["BeforeAllowTraffic", "AfterAllowTraffic"] as const),
];
export type HookEvent = (typeof HOOK_EVENTS)[number];

/** JSON is YAML, so one parser reads both. */
export function targetOf(content: string): AppSpecTarget {
    const written = valueOf(content);
    if (!isRecord(written)) return refuse("is empty");
    if (Number(written["version"]) !== 0) refuse(`has the version ${String(written["version"])}; it must be 0.0`);
    const hooks = Object.assign({}, ...records(written["Hooks"])) as Record<string, unknown>;
    for (const [event, called] of Object.entries(hooks)) {
        const known = HOOK_EVENTS.join(", ");
        if (!HOOK_EVENTS.some((each) => each === event)) refuse(`has the hook ${event}; ECS has ${known}`);
        if (typeof called !== "string") refuse(`names no function for ${event}`);
    }
    const services = records(written["Resources"]).flatMap((resource) => Object.values(resource).filter(isRecord));
    const [service] = services;
    if (!service || services.length > 1)
        return refuse(`names ${services.length} resources under Resources; ECS takes one`);
    if (service["Type"] !== "AWS::ECS::Service")
        refuse(`has the Type ${String(service["Type"])}, not AWS::ECS::Service`);
    const { TaskDefinition: taskDefinition } = below(service, "Properties");
    const { ContainerName: name, ContainerPort: port } = below(service, "Properties", "LoadBalancerInfo");
    if (typeof taskDefinition !== "string") return refuse("has no TaskDefinition under Properties");
    if (typeof name !== "string" || !Number.isInteger(Number(port ?? NaN)))
        return refuse("has no ContainerName and ContainerPort under LoadBalancerInfo");
    return {
        taskDefinition,
        container: { name, port: Number(port) },
        ...(Object.keys(hooks).length > 0 ? { hooks: hooks } : {}),
    };
}

function valueOf(content: string): unknown {
    try {
        return readYaml(content).value;
    } catch (error) {
        if (!(error instanceof UnreadableYaml)) throw error;
        return refuse(`is neither YAML nor JSON: ${error.problems[0]?.says ?? ""}`);
    }
}

function refuse(why: string): never {
    throw new Refused("InvalidRevisionException", `The AppSpec file ${why}`);
}
