// CodePipeline, as whoever starts runs and asks for them sees it.
import { text } from "../../plan/plans";
import { Refused, type Service } from "../account/door";
import { asJson } from "../engine/facts";
import { Executions, type SourceRevision } from "./executions";
import { TYPE } from "../../plan/tokens";

const start: Service = ({ by, on, input }, account) => {
    const asked = (input ?? {}) as {
        readonly sourceRevisions?: readonly SourceRevision[];
        readonly variables?: readonly { readonly name: string; readonly value: string }[];
        readonly clientRequestToken?: string;
    };
    const made = account.made(TYPE.pipeline).some(({ resource }) => text(resource, "arn") === on);
    if (!made) throw new Refused("PipelineNotFoundException", `The account does not have a pipeline ${on}`);
    const id = account.part(Executions).start(on, {
        trigger: by.as,
        revisions: asked.sourceRevisions,
        variables: Object.fromEntries((asked.variables ?? []).map(({ name, value }) => [name, value])),
        token: asked.clientRequestToken,
    });
    return { pipelineExecutionId: id };
};

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
