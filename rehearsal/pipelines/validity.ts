// What CreatePipeline refuses, before anything runs.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
import { actionsOf, type ActionAt } from "../../plan/pipelines";
import { records, text, type Planned, type PlannedResource, type Plans } from "../../plan/plans";
import { conditionOf, MAY_SKIP } from "./conditions";
import { triggerRefusals } from "../events/git-triggers";

const ARTIFACT = /^[A-Za-z0-9_-]{1,100}$/;
/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html */
const LONGEST_VALUE = 1000;
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
        ...actions.flatMap((at) => refusalsOfAction(at, stages)),
        ...artifactRefusals(actions),
    ].map((why) => `pipeline ${name}: ${why}`);
}

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-types.html */
function typeRefusals(resource: PlannedResource): readonly string[] {
    const { variables, stages, triggers } = resource.inputs;
    const needs = [
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

function refusalsOfAction({ stage, action }: ActionAt, stages: readonly string[]): readonly string[] {
    const where = `${stage}/${action.name}`;
    const first = stage === stages[0];
    const { CustomData: said = "" } = action.configuration;
    const wrong = (artifact: string) => !ARTIFACT.test(artifact);
    return [
        ...(first === (action.category === "Source")
            ? []
            : [`${where}: source actions stand in the first stage, and only they; this is ${action.category}`]),
        ...(said.length <= LONGEST_VALUE
            ? []
            : [`${where}: CustomData has ${said.length} characters; a value has at most ${LONGEST_VALUE}`]),
        ...[...action.inputArtifacts, ...action.outputArtifacts]
            .filter(wrong)
            .map((artifact) => `${where}: the artifact name "${artifact}" is not 1 to 100 letters, digits, _ or -`),
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
