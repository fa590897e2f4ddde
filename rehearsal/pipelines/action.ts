import { AROUND_ACTIONS, rowsOfAction } from "../../iam/calls/codepipeline";
import type { ActionAt, PipelineAction } from "../../plan/pipelines";
import { text, type PlannedResource } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { minutesToAnswer } from "../actions/manual";
import { askRows, type Caller, Denied } from "../account/gateway";
import type {
    ApprovalAnswer,
    Approver,
    ApprovalRequest,
    ActionResult,
    RehearsedAction,
    ActionContext,
} from "../actions/types";
import { asJson, type Digest } from "../engine/journal";
import { AT_LEAST, lasting } from "../engine/clock";
import { Executions, type ActionStatus, type Execution } from "../services/executions";
import { resolvedVariables } from "../services/executions-answers";
import { fillIn, type Namespaces } from "./variables";

/** Who does the work: the actions by their provider, and the approver. */
export interface PipelineWorkers {
    readonly actions: ReadonlyMap<string, RehearsedAction>;
    readonly approver: Approver;
}

/**
 * Runs one action of one run, unless it has ended before; answers how it ended.
 * @param abandon leaves it to itself: what it has set going goes on unheard, as on AWS, and an approver is not asked any more
 */
export async function runAction(
    account: LocalAccount,
    workers: PipelineWorkers,
    execution: Execution,
    at: ActionAt,
    abandon: AbortSignal = new AbortController().signal,
): Promise<ActionStatus> {
    const { stage, action } = at;
    const id = `${execution.id}/${stage}/${action.name}`;
    const before = execution.actions.get(id)?.status ?? "InProgress";
    if (before !== "InProgress") return before;
    const end = (status: ActionStatus, said: Partial<ActionResult> = {}) => {
        const { outputs = {}, variables = {}, revision, why, updatedBy } = said;
        const namespace = at.action.namespace;
        const data = asJson({ status, variables, outputs, namespace, revision, why, updatedBy });
        account.record({ kind: "action.ended", about: id, data, blobs: Object.values(outputs) });
        account.part(Executions).announce(execution);
        return status;
    };
    if (abandon.aborted) return end("Abandoned");
    account.record({
        kind: "action.started",
        about: id,
        data: { stage, name: action.name, provider: action.provider },
    });
    account.part(Executions).announce(execution);
    const given = new Promise<undefined>((resolve) => {
        abandon.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    const ended = await Promise.race([attempt(account, workers, execution, { id, at, abandon }), given]);
    return ended ? end(ended.ok ? "Succeeded" : "Failed", ended) : end("Abandoned");
}

async function attempt(
    account: LocalAccount,
    workers: PipelineWorkers,
    execution: Execution,
    { id, at, abandon }: { readonly id: string; readonly at: ActionAt; readonly abandon: AbortSignal },
): Promise<ActionResult> {
    const { pipeline, action } = at;
    const { category, provider } = action;
    // By its category as well, where one provider has actions of two.
    const rehearsed = workers.actions.get(`${category} ${provider}`) ?? workers.actions.get(provider);
    if (!rehearsed) return failed(`not rehearsed: actions of the provider ${provider}`);
    const stop = new AbortController();
    const minutes = minutesFor(action);
    const late = () => stop.abort(new Error(`nobody answered within ${String(minutes)} minutes`));
    const withdraw = () => stop.abort(new Error("the run was stopped"));
    if (action.category === "Approval") abandon.addEventListener("abort", withdraw, { once: true });
    const timer =
        minutes === undefined ? undefined : setTimeout(late, lasting(account.clock, minutes * 60_000, AT_LEAST.answer));
    try {
        const around = account.assume("codepipeline.amazonaws.com", text(pipeline, "roleArn"), text(pipeline, "arn"));
        askRows(account.gateway, around, AROUND_ACTIONS, at);
        const by: Caller = action.roleArn === undefined ? around : { role: action.roleArn, as: text(pipeline, "arn") };
        askRows(account.gateway, by, rowsOfAction(action) ?? [], at);
        const known = namespacesOf(execution, pipeline);
        const configuration = Object.fromEntries(
            Object.entries(action.configuration).map(([name, value]) => [name, fillIn(String(value), known)]),
        );
        const inputs = inputsOf(execution, action.inputArtifacts);
        const context: ActionContext = {
            gateway: account.gateway,
            blobs: account.blobs,
            signal: stop.signal,
            say: (line) => account.say(id, line),
            approve: (asked) =>
                answered(
                    account,
                    workers.approver,
                    { ...asked, token: id, pipeline: text(pipeline, "name") },
                    stop.signal,
                ),
        };
        const { id: run, revisions, told } = execution;
        const ended = await rehearsed.run(
            { id, execution: run, at, configuration, inputs, by, revisions, told },
            context,
        );
        const missing = action.outputArtifacts.filter((name) => ended.outputs?.[name] === undefined);
        return ended.ok && missing.length > 0
            ? failed(`${action.name} ended without its output artifact ${missing.join(", ")}`)
            : ended;
    } catch (error) {
        return failed(reasonOf(error));
    } finally {
        clearTimeout(timer);
        abandon.removeEventListener("abort", withdraw);
    }
}

/** Only approvals know a timeout of their own; without one AWS waits seven days. */
function minutesFor(action: PipelineAction): number | undefined {
    return action.category === "Approval" ? minutesToAnswer(action) : undefined;
}

/** Asks a person; question and answer are facts, so a question that a crash cut short is asked again. */
async function answered(
    account: LocalAccount,
    approver: Approver,
    asked: ApprovalRequest,
    signal: AbortSignal,
): Promise<ApprovalAnswer> {
    const { token, ...question } = asked;
    account.record({ kind: "approval.asked", about: token, data: asJson(question) });
    const answer = await approver(asked, signal);
    signal.throwIfAborted();
    account.record({ kind: "approval.answered", about: token, data: { ...answer } });
    return answer;
}

function failed(why: string): ActionResult {
    return { ok: false, why };
}

function reasonOf(error: unknown): string {
    if (error instanceof Denied)
        return `${error.message}; ${error.verdict.undecided ?? `missing in its ${error.verdict.where} policy`}`;
    return error instanceof Error ? error.message : String(error);
}

/** What a run knows by name. */
export function namespacesOf(execution: Execution, pipeline: PlannedResource): Namespaces {
    const given = [...execution.actions.values()].flatMap(({ namespace, variables }) =>
        namespace === undefined ? [] : [[namespace, variables] as const],
    );
    return {
        codepipeline: { PipelineExecutionId: execution.id },
        variables: resolvedVariables(execution, pipeline),
        ...Object.fromEntries(given),
    };
}

function inputsOf(execution: Execution, names: readonly string[]): Readonly<Record<string, Digest>> {
    const given = Object.assign({}, ...[...execution.actions.values()].map(({ outputs }) => outputs)) as Record<
        string,
        Digest
    >;
    return Object.fromEntries(
        names.map((name) => {
            const digest = given[name];
            if (digest === undefined)
                throw new Error(
                    `asked for the artifact ${name}, this run has ${Object.keys(given).join(", ") || "none"}`,
                );
            return [name, digest];
        }),
    );
}
