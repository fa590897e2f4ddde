// CodePipeline, as whoever starts runs and asks for them sees it.
import { records, text, type PlannedResource } from "../../plan/plans";
import { Refused, type Service } from "../account/gateway";
import { asJson } from "../engine/journal";
import { Executions, type SourceRevision } from "./executions";
import { TYPE } from "../../plan/tokens";

interface Variable {
    readonly name: string;
    readonly value: string;
}

/** Of the value of a variable. */
const LONGEST = 1000;

const start: Service = ({ by, on, input }, account) => {
    const asked = (input ?? {}) as {
        readonly sourceRevisions?: readonly SourceRevision[];
        readonly variables?: readonly Variable[];
        readonly clientRequestToken?: string;
    };
    const pipeline = account.created(TYPE.pipeline).find(({ resource }) => text(resource, "arn") === on);
    if (!pipeline) throw new Refused("PipelineNotFoundException", `The account does not have a pipeline ${on}`);
    checkVariables(asked.variables ?? [], pipeline.resource);
    const id = account.part(Executions).start(on, {
        trigger: by.as,
        revisions: asked.sourceRevisions,
        variables: Object.fromEntries((asked.variables ?? []).map(({ name, value }) => [name, value])),
        token: asked.clientRequestToken,
    });
    return { pipelineExecutionId: id };
};

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineVariable.html */
// unverified: a variable that the pipeline does not declare is refused | fails as: a start that is refused here goes through on AWS, the variable unseen | settle: aws codepipeline start-pipeline-execution --variables name=UNDECLARED,value=x
function checkVariables(given: readonly Variable[], { inputs }: PlannedResource): void {
    const declared = records(inputs["variables"]).map(({ name }) => String(name));
    const refuse = (why: string) => {
        throw new Refused("ValidationException", why);
    };
    for (const { name, value } of given) {
        if (!declared.includes(name))
            refuse(`the pipeline declares no variable ${name} (it declares ${declared.join(", ") || "none"})`);
        if (typeof value !== "string" || value === "" || value.length > LONGEST)
            refuse(`the value of the variable ${name} is no text of 1 to ${LONGEST} characters`);
    }
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionExecutions.html */
const listActions: Service = ({ on, input }, account) => {
    const { filter } = (input ?? {}) as { readonly filter?: { readonly pipelineExecutionId?: string } };
    const wanted = account
        .part(Executions)
        .all.filter(({ id, pipeline }) => pipeline === on && (filter?.pipelineExecutionId ?? id) === id);
    const details = wanted.flatMap(({ id, actions }) =>
        [...actions.values()].map((action) =>
            asJson({
                pipelineExecutionId: id,
                actionExecutionId: `${id}/${action.stage}/${action.name}`,
                stageName: action.stage,
                actionName: action.name,
                startTime: new Date(action.startedAt).toISOString(),
                lastUpdateTime: new Date(action.endedAt ?? action.startedAt).toISOString(),
                status: action.status,
                updatedBy: action.updatedBy,
                output: { outputVariables: action.variables },
            }),
        ),
    );
    return { actionExecutionDetails: details.reverse() };
};

export const executionServices: ReadonlyMap<string, Service> = new Map([
    ["codepipeline:StartPipelineExecution", start],
    ["codepipeline:ListActionExecutions", listActions],
]);
