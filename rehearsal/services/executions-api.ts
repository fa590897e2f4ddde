// CodePipeline's API: starts runs, stops them and answers about them.
import type { JsonObject } from "../../plan/document";
import { readArn } from "../../plan/arn";
import { records, text, type PlannedResource } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { Refused, sessionOf, type Call, type Service } from "../account/gateway";
import { actionDetail, executionSummary, pipelineExecution, pipelineState } from "./executions-answers";
import { Executions, type Execution, type SourceRevision } from "./executions";
import { TYPE } from "../../plan/tokens";

interface Variable {
    readonly name: string;
    readonly value: string;
}

/** Of the value of a variable. */
const LONGEST = 1000;
const MOST_RESULTS = 100;

const start: Service = ({ by, on, input }, account) => {
    const asked = (input ?? {}) as {
        readonly sourceRevisions?: readonly SourceRevision[];
        readonly variables?: readonly Variable[];
        readonly clientRequestToken?: string;
    };
    checkVariables(asked.variables ?? [], pipelineAt(on, account));
    const id = account.part(Executions).start(on, {
        trigger: readArn(by.as).service === "events" ? by.as : sessionOf(by),
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

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StopPipelineExecution.html */
const stop: Service = (call, account) => {
    const { abandon = false, reason = "" } = (call.input ?? {}) as { abandon?: boolean; reason?: string };
    const execution = executionAt(call, account);
    const { id, status, stop: before } = execution;
    if (!["Queued", "InProgress", "Stopping"].includes(status))
        throw new Refused(
            "PipelineExecutionNotStoppableException",
            `The pipeline execution ${id} cannot be stopped: it is ${status}`,
        );
    // One that waits for its actions may still be told not to wait, and nothing else.
    if (before && (before.abandon || !abandon))
        throw new Refused(
            "DuplicatedStopRequestException",
            `The pipeline execution ${id} is already in a Stopping state`,
        );
    account.part(Executions).stop(execution, { abandon, reason });
    return { pipelineExecutionId: id };
};

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineExecution.html */
const get: Service = (call, account) => ({
    pipelineExecution: pipelineExecution(executionAt(call, account), pipelineAt(call.on, account)),
});

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelineExecutions.html: the newest first */
const list: Service = ({ on, input }, account) => {
    const pipeline = pipelineAt(on, account);
    const { maxResults = MOST_RESULTS, filter } = (input ?? {}) as {
        readonly maxResults?: number;
        readonly filter?: { readonly succeededInStage?: { readonly stageName?: string } };
    };
    const stage = filter?.succeededInStage?.stageName;
    const wanted = account
        .part(Executions)
        .of(on)
        .filter(({ stages }) => stage === undefined || stages.get(stage) === "Succeeded");
    const newest = [...wanted].reverse().slice(0, maxResults);
    return { pipelineExecutionSummaries: newest.map((execution) => executionSummary(execution, pipeline)) };
};

const state: Service = ({ on }, account) => pipelineState(account.part(Executions), pipelineAt(on, account));

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionExecutions.html */
const listActions: Service = ({ on, input }, account) => {
    pipelineAt(on, account);
    const { filter } = (input ?? {}) as { readonly filter?: { readonly pipelineExecutionId?: string } };
    const wanted = account
        .part(Executions)
        .of(on)
        .filter(({ id }) => (filter?.pipelineExecutionId ?? id) === id);
    const details = wanted.flatMap(({ id, actions }): readonly JsonObject[] =>
        [...actions.values()].map((action) => actionDetail(id, action)),
    );
    return { actionExecutionDetails: [...details].reverse() };
};

function pipelineAt(arn: string, account: LocalAccount): PlannedResource {
    const found = account.created(TYPE.pipeline).find(({ resource }) => text(resource, "arn") === arn);
    if (!found) throw new Refused("PipelineNotFoundException", `The account does not have a pipeline ${arn}`);
    return found.resource;
}

function executionAt({ on, input }: Call, account: LocalAccount): Execution {
    pipelineAt(on, account);
    const { pipelineExecutionId: id = "" } = (input ?? {}) as { readonly pipelineExecutionId?: string };
    const found = account
        .part(Executions)
        .of(on)
        .find((execution) => execution.id === id);
    if (!found)
        throw new Refused("PipelineExecutionNotFoundException", `The pipeline ${on} has no pipeline execution ${id}`);
    return found;
}

export const executionServices: ReadonlyMap<string, Service> = new Map([
    ["codepipeline:StartPipelineExecution", start],
    ["codepipeline:StopPipelineExecution", stop],
    ["codepipeline:GetPipelineExecution", get],
    ["codepipeline:ListPipelineExecutions", list],
    ["codepipeline:GetPipelineState", state],
    ["codepipeline:ListActionExecutions", listActions],
]);
