// An ECS service runs images; handing it a bundle fails in the last stage instead of here.
import { setting } from "../fixing-line";
import type { Rule } from "./rule";

export const rule: Rule = ({ services }, { kinds, project }) =>
    Object.entries(services).flatMap(([line, { build, deploy }]) => {
        const made = kinds.builds.find(({ kind }) => kind === build?.kind)?.carries;
        const taken = kinds.targets.find(({ kind }) => kind === deploy.kind)?.takes;
        if (made === undefined || taken === undefined || made === taken) return [];
        const fitting = kinds.builds.filter(({ carries }) => carries === taken).map(({ kind }) => kind);
        return [
            {
                path: ["services", line, "build", "kind"],
                is: `is ${build?.kind}, whose result is of kind ${made}; ${deploy.kind} takes kind ${taken}`,
                allowed: `one of ${fitting.join(", ")}`,
                fix: [setting(project, ["services", line, "build", "kind"], fitting[0] ?? "…")],
                also: [["services", line, "deploy", "kind"]],
            },
        ];
    });
