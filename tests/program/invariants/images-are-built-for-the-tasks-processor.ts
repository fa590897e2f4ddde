import type { Plan, PlannedResource } from "../../../plan/document";
import { parsed } from "../../../plan/plans";
import { ancestors, at, label, list, ofType } from "../reading";
import type { Invariant } from "./invariant";

const PLATFORMS: Readonly<Record<string, string>> = { X86_64: "linux/amd64", ARM64: "linux/arm64" };
const CONTAINERS: Readonly<Record<string, string>> = { LINUX_CONTAINER: "linux/amd64", ARM_CONTAINER: "linux/arm64" };

/** An image for another processor is pulled, started, and dies with "exec format error" in the last stage. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "fairlead:index:ServiceLine").flatMap((line) => {
        const own = plan.resources.filter((resource) => ancestors(plan, resource).includes(line));
        const [wanted] = own.flatMap(runsOn);
        return own.flatMap((builder) =>
            builtFor(builder)
                .filter((platform) => platform !== wanted)
                .map((platform) => `${label(builder)} builds for ${platform}, and tasks run on ${wanted}`),
        );
    });

/** What the blueprint says of the tasks, or the image that machines are launched from. */
function runsOn({ type, inputs }: PlannedResource): string[] {
    if (type === "aws:ec2/launchTemplate:LaunchTemplate") {
        const [processor] = /x86_64|amd64|arm64/.exec(String(inputs["imageId"])) ?? [];
        return [processor === "arm64" ? "linux/arm64" : processor ? "linux/amd64" : "nothing known"];
    }
    if (typeof inputs["content"] !== "string" || !inputs["content"].startsWith("{")) return [];
    const { taskdef, template } = (parsed(inputs["content"]) ?? {}) as Record<string, Plan["outputs"] | undefined>;
    // SageMaker's machines are of one kind where no Graviton is named, and the settings refuse those.
    if (template !== undefined) return [/"ml\.[a-z]\d+g/.test(inputs["content"]) ? "linux/arm64" : "linux/amd64"];
    if (taskdef === undefined) return [];
    return [PLATFORMS[String(at(taskdef, "runtimePlatform", "cpuArchitecture"))] ?? "nothing known"];
}

/** What an image is built for, and on: natively, or docker imitates the processor, slowly. */
function builtFor({ type, inputs }: PlannedResource): string[] {
    if (type === "docker:index/image:Image") return [String(at(inputs, "build", "platform"))];
    const variables = list(at(inputs, "environment", "environmentVariables"));
    const asked = variables.find((variable) => at(variable, "name") === "PLATFORM");
    return asked
        ? [String(at(asked, "value")), CONTAINERS[String(at(inputs, "environment", "type"))] ?? "nothing known"]
        : [];
}
