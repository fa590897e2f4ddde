import type { PlannedResource } from "../../../plan/document";
import { ancestors, missing, ofType } from "../reading";
import type { Invariant } from "./invariant";

/** EventBridge keeps nothing for a rule that comes later: a candidate that ship does not hear of is deployed by nobody. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "fairlead:index:ServiceLine").flatMap((line) => {
        const own = plan.resources.filter((resource) => ancestors(plan, resource).includes(line));
        const startsShip = (resource: PlannedResource): boolean =>
            isTarget(resource) && resource.name.startsWith(`${line.name}-ship-`);
        const makes = (resource: PlannedResource): boolean =>
            resource.name === `${line.name}-make`
                ? resource.type === "aws:codepipeline/pipeline:Pipeline"
                : // What looks after the others writes no candidate, and starts ship itself.
                  isTarget(resource) &&
                  !resource.name.startsWith(`${line.name}-handover-`) &&
                  String(resource.inputs["arn"]).split(":")[2] === "codebuild";
        return own.filter(makes).flatMap((maker) => missing(maker, own.filter(startsShip)));
    });

const isTarget = ({ type }: PlannedResource): boolean => type === "aws:cloudwatch/eventTarget:EventTarget";
