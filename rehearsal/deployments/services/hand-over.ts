// A service that CodeDeploy moves becomes one that ECS moves itself, in place: UpdateService with another controller.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-service-parameters.html
import type { JsonObject } from "../../../plan/document";
import { below, records, texts } from "../../../plan/plans";
import { type Call, NotRehearsed, Refused } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { passInfrastructure } from "./deployments-api";
import { ServiceDeployments } from "./deployments";
import { Ecs } from "./services";

const GIVEN = ["deploymentController", "deploymentConfiguration", "loadBalancers"] as const;
const UNDERSTOOD = new Set<string>(["cluster", "service", "desiredCount", ...GIVEN]);

/**
 * Refuses what ECS would, and changes the service. What is left to begin is the deployment that new load balancers trigger, as
 * the API says of that parameter: the tasks that run get successors in the other group.
 */
export function handOver(account: LocalAccount, { by, on, input }: Call): () => void {
    const asked = (input ?? {}) as JsonObject;
    const strange = Object.keys(asked).find((key) => !UNDERSTOOD.has(key));
    if (strange !== undefined) throw new NotRehearsed(`ecs:UpdateService with ${strange} and a deployment controller`);
    const { type } = below(asked, "deploymentController");
    if (type !== "ECS") throw new NotRehearsed(`ecs:UpdateService with the deployment controller ${String(type)}`);
    const ecs = account.part(Ecs);
    const [primary, ...others] = ecs.setsOf(on);
    if (!primary || others.length > 0)
        throw new Refused(
            "InvalidParameterException",
            "Unable to update the deployment controller of a service during an ongoing service deployment.",
        );
    const [balanced, ...more] = records(asked["loadBalancers"]);
    const strategy = String(below(asked, "deploymentConfiguration")["strategy"] ?? "ROLLING");
    const advanced = below(balanced ?? {}, "advancedConfiguration");
    if (!balanced || more.length > 0 || advanced["alternateTargetGroupArn"] === undefined)
        throw new NotRehearsed(`ecs:UpdateService to ECS's ${strategy} without one load balancer of two target groups`);
    passInfrastructure(account, by, [balanced]);
    for (const role of texts(advanced["roleArn"])) account.assume("ecs.amazonaws.com", role, on);
    ecs.alter(on, Object.fromEntries(GIVEN.map((key) => [key, asked[key] ?? {}])));
    const container = { name: String(balanced["containerName"]), port: Number(balanced["containerPort"]) };
    return () => account.part(ServiceDeployments).create(on, { taskDefinition: primary.taskDefinition, container });
}
