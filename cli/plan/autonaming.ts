import type { Plan } from "../../plan/document";
import { TYPE } from "../../plan/tokens";
import { physicalName } from "./names";
import { PlanError, type Project } from "./project";

/** What Pulumi.yaml has to say, because policies name resources by it that are made after them. */
const WANTED = "${name}-${stack}-${hex(7)}";

/**
 * Refuses names that an environment of ours does not expect: AWS would make them, and then deny what roles need of them. The
 * pattern is the project's, which whoever uses the package writes anew.
 */
export function checkNaming({ resources, project, stack }: Plan, { autonaming }: Project): void {
    if (!resources.some(({ type }) => type === "fairlead:index:Environment")) return;
    const named = (rules: Project["autonaming"]): readonly string[] =>
        [TYPE.pipeline, TYPE.project, TYPE.role].map((type) =>
            physicalName(rules, { urn: "", type, name: "web", project, stack }),
        );
    const [is, wanted] = [named(autonaming), named({ pattern: WANTED })];
    const wrong = is.find((name, at) => name !== wanted[at]);
    if (wrong === undefined) return;
    throw new PlanError(
        [
            `by Pulumi.yaml a resource "web" would be called ${wrong}, and roles here name what they may touch as ${wanted[0] ?? ""}; write there:`,
            "",
            "config:",
            "  pulumi:autonaming:",
            `    value: { pattern: "${WANTED}" }`,
        ].join("\n"),
    );
}
