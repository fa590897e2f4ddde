// What an AppSpec says about an ECS service: the task definition, and the container that traffic reaches.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
import { parseDocument } from "yaml";

import type { JsonObject } from "../../plan/document";
import { below, isRecord, records } from "../../plan/plans";
import { NotRehearsed, Refused } from "../account/gateway";

export interface AppSpecTarget extends JsonObject {
    readonly taskDefinition: string;
    readonly container: { readonly name: string; readonly port: number };
}

/** JSON is YAML, so one parser reads both. */
export function targetOf(content: string): AppSpecTarget {
    const document = parseDocument(content);
    if (document.errors.length > 0) return refuse(`is neither YAML nor JSON: ${document.errors[0]?.message ?? ""}`);
    const written: unknown = document.toJS();
    if (!isRecord(written)) return refuse("is empty");
    if (Number(written["version"]) !== 0) refuse(`has the version ${String(written["version"])}; it must be 0.0`);
    for (const hook of records(written["Hooks"]))
        for (const [name, lambda] of Object.entries(hook))
            throw new NotRehearsed(`the hook ${name} of an AppSpec, the Lambda function ${String(lambda)}`);
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
    return { taskDefinition, container: { name, port: Number(port) } };
}

function refuse(why: string): never {
    throw new Refused("InvalidRevisionException", `The AppSpec file ${why}`);
}
