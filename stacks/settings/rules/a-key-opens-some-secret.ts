// A key without a secret would be granted to nobody, while its reader believes that something is encrypted by it.
import { removing } from "../fixing-line";
import { ecsTargets, type Rule } from "./rule";

export const rule: Rule = (settings, { project }) =>
    ecsTargets(settings)
        .filter(({ target }) => target.secretsKeyArn !== undefined && Object.keys(target.secrets).length === 0)
        .map(({ at }) => ({
            path: [...at, "secretsKeyArn"],
            is: "is set where there are no secrets",
            allowed: "the key of what stands under secrets of the line",
            fix: [removing(project, [...at, "secretsKeyArn"])],
            also: [[...at, "secrets"]],
        }));
