// Application Auto Scaling's API, as `up` and a job call it.
import type { JsonObject } from "../../../plan/document";
import { type Planned, text, texts } from "../../../plan/plans";
import { NotRehearsed, Refused, type Service } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { Ecs } from "./services";
import { isService, serviceOf, ServiceScaling } from "./scaling";

/** `up` registers a target: limits that hold at once. */
export function registerTarget(account: LocalAccount, target: Planned): void {
    if (!isService(target.resource)) return;
    const { minCapacity, maxCapacity } = target.resource.inputs;
    if (Number(minCapacity) > Number(maxCapacity))
        throw new Refused("ValidationException", "Maximum capacity cannot be less than minimum capacity");
    account.part(Ecs).service(serviceOf(target));
    account.part(ServiceScaling).toLimits(target);
}

const describe: Service = ({ input, on }, account) => {
    const asked = (input ?? {}) as JsonObject;
    if (asked["serviceNamespace"] !== "ecs") throw new NotRehearsed(`scalable targets of ${on}`);
    const scaling = account.part(ServiceScaling);
    const ids = texts(asked["resourceIds"]);
    return {
        ScalableTargets: scaling.targets
            .filter(({ resource }) => ids.length === 0 || ids.includes(text(resource, "resourceId")))
            .map((target) => {
                const { min, max } = scaling.of(target);
                return {
                    ServiceNamespace: "ecs",
                    ResourceId: text(target.resource, "resourceId"),
                    ScalableDimension: "ecs:service:DesiredCount",
                    MinCapacity: min,
                    MaxCapacity: max,
                    ScalableTargetARN: text(target.resource, "arn"),
                };
            }),
    };
};

export const scalingServices: ReadonlyMap<string, Service> = new Map([
    ["application-autoscaling:DescribeScalableTargets", describe],
]);
