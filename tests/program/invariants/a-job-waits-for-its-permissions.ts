import { missing, ofType, policiesOf, label } from "../reading";
import type { Invariant } from "./invariant";

/** The engine sees that a project needs its role, never that the role needs its policy. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "aws:codebuild/project:Project").flatMap((project) => {
        const policies = policiesOf(plan, project.inputs["serviceRole"]);
        return policies.length > 0 ? missing(project, policies) : [`the role of ${label(project)} may do nothing`];
    });
