// What CreatePipeline refuses, before anything runs.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
import { actionsOf, type ActionAt } from "../../plan/pipelines";
import { records, text, type Planned, type PlannedResource, type Plans } from "../../plan/plans";
import { conditionOf, MAY_SKIP } from "./conditions";
import { refusalsOfType } from "./action-types";
import { triggerRefusals } from "../events/git-triggers";

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const MOST_ACTIONS = 50;
const NAME = /^[A-Za-z0-9.@_-]{1,100}$/;

/** Every reason why AWS would not create this pipeline. */
export function refusalsOf(plans: Plans, { plan, resource }: Planned): readonly string[] {
    const stages = records(resource.inputs["stages"]).map(({ name }) => String(name));
    const actions = actionsOf(plans, plan, resource);
    const name = text(resource, "name");
    return [
        ...(NAME.test(name) ? [] : [`the name ${name} is not 1 to 100 letters, digits or .@_-`]),
        ...(stages.length >= 2 ? [] : [`it has ${stages.length} stage; a pipeline has at least two`]),
        ...repeated(stages).map((stage) => `two stages are called ${stage}`),
        ...typeRefusals(resource),
        ...triggerRefusals(plans, { plan, resource }),
        ...records(resource.inputs["stages"]).flatMap(conditionRefusals),
        ...[...new Set(stages)].flatMap((stage) => stageRefusals(stage, actions)),
        ...repeated(actions.flatMap(({ action }) => action.namespace ?? [])).map(
            (namespace) => `two actions have the namespace ${namespace}`,
        ),
        ...actions.flatMap((at) => refusalsOfAction(at, stages)),
        ...artifactRefusals(actions),
    ].map((why) => `pipeline ${name}: ${why}`);
}

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-types.html */
function typeRefusals(resource: PlannedResource): readonly string[] {
    const { variables, stages, triggers, executionMode = "SUPERSEDED" } = resource.inputs;
    const needs = [
        ...(executionMode === "SUPERSEDED" ? [] : [`runs that are ${String(executionMode)}`]),
        ...(records(variables).length > 0 ? ["variables"] : []),
        ...(records(triggers).length > 0 ? ["triggers"] : []),
        ...(records(stages).some(conditionOf) ? ["conditions of stages"] : []),
    ];
    if (needs.length === 0 || text(resource, "pipelineType") === "V2") return [];
    return [`${needs.join(" and ")} need the pipelineType V2`];
}

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html#stage-conditions-considerations */
function conditionRefusals(stage: Readonly<Record<string, unknown>>): readonly string[] {
    const { result, rules = [] } = conditionOf(stage) ?? {};
    if (result !== "SKIP") return [];
    return rules
        .filter(({ provider }) => !MAY_SKIP.includes(provider))
        .map(
            ({ name, provider }) =>
                `${String(stage["name"])}: the rule ${name} may not skip a stage: it is a ${provider}, which may be ${MAY_SKIP.join(" or ")}`,
        );
}

function refusalsOfAction(at: ActionAt, stages: readonly string[]): readonly string[] {
    const { stage, action } = at;
    return [
        ...((stage === stages[0]) === (action.category === "Source")
            ? []
            : [
                  `${stage}/${action.name}: source actions stand in the first stage, and only they; this is ${action.category}`,
              ]),
        ...(NAME.test(action.name)
            ? []
            : [`${stage}: the name ${action.name} of an action is not 1 to 100 letters, digits or .@_-`]),
        ...refusalsOfType(at),
    ];
}

/** How many actions a stage has, and that each is one by its name. */
function stageRefusals(name: string, all: readonly ActionAt[]): readonly string[] {
    const names = all.filter(({ stage }) => stage === name).map(({ action }) => action.name);
    return [
        ...(names.length >= 1 && names.length <= MOST_ACTIONS
            ? []
            : [`${name} has ${names.length} actions; a stage has 1 to ${MOST_ACTIONS}`]),
        ...repeated(names).map((action) => `${name}: two actions are called ${action}`),
    ];
}

/** Artifacts are made once, and before they are used. */
function artifactRefusals(actions: readonly ActionAt[]): readonly string[] {
    const given = actions.flatMap(({ action }) => action.outputArtifacts);
    const stages = [...new Set(actions.map(({ stage }) => stage))];
    const before = (one: ActionAt, other: ActionAt) =>
        stages.indexOf(one.stage) < stages.indexOf(other.stage) ||
        (one.stage === other.stage && one.action.runOrder < other.action.runOrder);
    return [
        ...repeated(given).map((artifact) => `two actions make the artifact ${artifact}`),
        ...actions.flatMap((at) =>
            at.action.inputArtifacts
                .filter(
                    (artifact) =>
                        !actions.some((other) => before(other, at) && other.action.outputArtifacts.includes(artifact)),
                )
                .map((artifact) => {
                    const known = given.length > 0 ? `made are ${given.join(", ")}` : "none is made";
                    return `${at.stage}/${at.action.name} takes the artifact ${artifact}, which no earlier action makes (${known})`;
                }),
        ),
    ];
}

function repeated(names: readonly string[]): readonly string[] {
    return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}
