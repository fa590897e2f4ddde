// ECS refuses a container whose environment and secrets name the same variable:
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
import { removing } from "../fixing-line";
import { ecsTargets, type Rule } from "./rule";

export const rule: Rule = (settings, { project }) =>
    ecsTargets(settings).flatMap(({ at, target: { environment, secrets } }) =>
        Object.keys(environment)
            .filter((name) => Object.hasOwn(secrets, name))
            .map((name) => ({
                path: [...at, "environment", name],
                is: "is in secrets as well",
                allowed: "a variable in environment or in secrets, not in both",
                fix: [removing(project, [...at, "environment", name])],
            })),
    );
