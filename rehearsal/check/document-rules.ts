import { readFileSync } from "node:fs";
import { join } from "node:path";

import { isRecord, parsed, type Plan, records, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { readBuildspec, UnusableBuildspec } from "../jobs/buildspec";
import type { Finding } from "./findings";
import type { CheckedLine } from "./lines";
import { isFile } from "./source";

/** The repository's own buildspec, where the build uses one. */
export function buildspecIsUsable(
    { build }: CheckedLine,
    folder: string,
    shown: (path: string) => string,
): readonly Finding[] {
    if (build?.buildspec === undefined) return [];
    const path = join(folder, build.buildspec);
    const file = shown(path);
    if (!isFile(path)) return [{ level: "wrong", file, says: "there is no such file, and the build is made of it" }];
    return problemsOf(readFileSync(path, "utf8"), file);
}

export function problemsOf(text: string, file: string): readonly Finding[] {
    try {
        readBuildspec(text, file);
        return [];
    } catch (error) {
        if (!(error instanceof UnusableBuildspec)) throw error;
        return error.problems.map((problem) => {
            const [, line, says] = /^[^\n]*?, line (\d+): (.*)$/s.exec(problem) ?? [];
            return { level: "wrong", file, line: line === undefined ? undefined : Number(line), says: says ?? problem };
        });
    }
}

// Task definition, appspec and service of a plan name the same container and port.

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
