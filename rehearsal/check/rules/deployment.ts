// Task definition, appspec and service of a plan name the same container and port.
import { isRecord, parsed, records, text, type Plan } from "../../../plan/plans";
import type { Finding } from "../finding";
import { TYPE } from "../../../plan/tokens";

type Document = Readonly<Record<string, unknown>>;

export function deploymentDocumentsAgree(plan: Plan): readonly Finding[] {
    return plan.resources
        .filter(({ type }) => type === TYPE.bucketObject)
        .flatMap((object) => {
            const content = parsed(object.inputs["content"]);
            if (!isRecord(content) || !isRecord(content["taskdef"]) || !isRecord(content["appspec"])) return [];
            return compare(
                content["taskdef"],
                content["appspec"],
                `${text(object, "key")} in the plan of ${plan.stack}`,
            );
        });
}

function compare(taskdef: Document, appspec: Document, file: string): readonly Finding[] {
    const containers = records(taskdef["containerDefinitions"]);
    const names = containers.map(({ name }) => String(name));
    const wrong = (says: string): readonly Finding[] => [{ level: "wrong", file, says }];
    return records(appspec["Resources"])
        .flatMap((resource) => Object.values(resource))
        .flatMap((service) => {
            const [properties] = records([isRecord(service) ? service["Properties"] : undefined]);
            const [balancer] = records([properties?.["LoadBalancerInfo"]]);
            if (balancer === undefined) return [];
            const { ContainerName: name, ContainerPort: port } = balancer;
            const container = containers.find((each) => each["name"] === name);
            if (container === undefined)
                return wrong(
                    `the appspec sends traffic to the container ${String(name)}; the task has ${names.join(", ")}`,
                );
            const ports = records(container["portMappings"]).map(({ containerPort }) => Number(containerPort));
            if (ports.includes(Number(port))) return [];
            return wrong(
                `the appspec sends traffic to port ${String(port)} of ${String(name)}; the task opens ${ports.join(", ")}`,
            );
        });
}
