// The same service as in line.ts, moved by ECS itself: rules in the place of listeners, and a script in that of CodeDeploy.
import type { JsonObject, Plan } from "../../../plan/document";
import { resource } from "../../support/account";
import { ARN, type Line, planOf, templateOf } from "./line";

const rule = (name: string): string =>
    `arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/web/0/${name}/1`;

export const RULE = { production: rule("production"), test: rule("test") };
export const INFRASTRUCTURE = "arn:aws:iam::111122223333:role/infrastructure";
export const BREAKER = { deploymentCircuitBreaker: { enable: true, rollback: true } };

export interface Moved {
    /** What of the deployment the service says. */
    readonly service?: JsonObject;
    /** Whose groups stand on the rule of production, and with which weights. */
    readonly production?: Readonly<Record<string, number>>;
    readonly test?: Readonly<Record<string, number>>;
}

/** @param strategy in AWS's words, with what belongs to it */
export function movedPlan(strategy: JsonObject, { service = {}, production, test }: Moved = {}): Plan {
    const plan = planOf();
    const ruled = (name: "production" | "test", weights: Readonly<Record<string, number>>) =>
        resource(
            "aws:lb/listenerRule:ListenerRule",
            name,
            {
                listenerArn: ARN[name],
                priority: 100,
                conditions: [{ pathPattern: { values: ["/*"] } }],
                actions: [
                    {
                        type: "forward",
                        forward: { targetGroups: Object.entries(weights).map(([arn, weight]) => ({ arn, weight })) },
                    },
                ],
            },
            { arn: RULE[name], listenerArn: ARN[name] },
        );
    const nowhere = [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "503" } }];
    const own = {
        deploymentController: { type: "ECS" },
        deploymentConfiguration: strategy,
        alarms: { alarmNames: ["web-errors"], enable: true, rollback: true },
        loadBalancers: [
            {
                containerName: "app",
                containerPort: 8080,
                targetGroupArn: ARN.blue,
                advancedConfiguration: {
                    alternateTargetGroupArn: ARN.green,
                    productionListenerRule: RULE.production,
                    testListenerRule: RULE.test,
                    roleArn: INFRASTRUCTURE,
                },
            },
        ],
        ...service,
    };
    const listens = plan.resources.filter(({ type }) => type === "aws:lb/listener:Listener");
    const services = plan.resources.filter(({ type }) => type === "aws:ecs/service:Service");
    const others = plan.resources.filter(
        (one) =>
            ![...listens, ...services].includes(one) && one.type !== "aws:codedeploy/deploymentGroup:DeploymentGroup",
    );
    return {
        ...plan,
        resources: [
            ...listens.map((one) => ({ ...one, inputs: { ...one.inputs, defaultActions: nowhere } })),
            ...others,
            ruled("production", production ?? { [ARN.blue]: 100, [ARN.green]: 0 }),
            ruled("test", test ?? { [ARN.blue]: 0, [ARN.green]: 100 }),
            ...services.map((one) => ({ ...one, inputs: { ...one.inputs, ...own } })),
        ],
    };
}

/** As the script does: registers, updates, and finds what that began. */
export async function deployed(line: Line, image: string): Promise<string> {
    const { taskDefinition } = (await line.call(
        "ecs:RegisterTaskDefinition",
        "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:*",
        templateOf(image),
    )) as { readonly taskDefinition: { readonly taskDefinitionArn: string } };
    await line.call("ecs:UpdateService", ARN.service, { taskDefinition: taskDefinition.taskDefinitionArn });
    const { serviceDeployments } = (await line.call("ecs:ListServiceDeployments", ARN.service, {})) as {
        readonly serviceDeployments: readonly { readonly serviceDeploymentArn: string }[];
    };
    return serviceDeployments[0]?.serviceDeploymentArn ?? "";
}

/** How it ended: the fact. */
export async function endOf(line: Line, deployment: string): Promise<JsonObject> {
    await line.until(({ kind, about }) => kind === "deployment.ended" && about === deployment);
    return line.of("deployment.ended").find(({ about }) => about === deployment)?.data ?? {};
}

/** The service, as DescribeServices says it is. */
export async function serviceOf(line: Line): Promise<JsonObject> {
    const { services } = (await line.call("ecs:DescribeServices", ARN.service, {})) as { services: JsonObject[] };
    return services[0] ?? {};
}
