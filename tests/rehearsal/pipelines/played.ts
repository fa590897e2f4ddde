import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import { text, type Plan } from "../../../plan/plans";
import type {
    ActionRun,
    Approver,
    ActionResult,
    RehearsedAction,
    ActionContext,
} from "../../../rehearsal/actions/types";
import { PipelineRunner } from "../../../rehearsal/pipelines/runner";
import { Executions, type Execution } from "../../../rehearsal/services/executions";
import { executionServices } from "../../../rehearsal/services/executions-api";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";

export type Work = (action: ActionRun, use: ActionContext) => ActionResult | Promise<ActionResult>;
export const green: ActionResult = { ok: true, outputs: {}, variables: {} };
export const ROLE = "arn:aws:iam::111122223333:role/stopper";

export const source = { name: "Source", category: "Source", provider: "S3", namespace: "From" };
export const approval = { name: "Ask", category: "Approval", provider: "Manual" };
export const job = (name: string, more: object = {}) => ({ name, category: "Build", provider: "CodeBuild", ...more });

/** A pipeline `p` of these stages, each a list of actions or all that it is. */
export function pipelineOf(stages: Readonly<Record<string, object[] | object>>, more: JsonObject = {}): Plan {
    const all = Object.entries(stages).map(([name, stage]) =>
        Array.isArray(stage) ? { name, actions: stage } : { name, ...stage },
    );
    const inputs = { name: "p", roleArn: "arn:aws:iam::111122223333:role/p", executionMode: "QUEUED", stages: all };
    return smallPlan("dev", [
        { type: "aws:codepipeline/pipeline:Pipeline", name: "p", inputs: { ...inputs, ...more } as never },
    ]);
}

export interface Playing {
    readonly test: TestAccount;
    start(variables?: Readonly<Record<string, string>>): Execution;
    /** `up` with another definition of the pipeline. */
    update(): void;
    /** A call of CodePipeline's API, by a job. */
    call(operation: string, input: JsonObject): Promise<JsonObject>;
    /** `Source Succeeded, Ask Abandoned`, of one run or of all. */
    actions(run?: Execution): string;
    /** What EventBridge was told of a run; of its stages and actions as well, by a name such as `Stage`. */
    states(run: Execution, level?: string): readonly unknown[];
}

/** Runs a pipeline whose actions are `work`. */
export function playing(
    plan: Plan,
    work: Work,
    {
        approver = () => Promise.reject(new Error("nobody is asked here")),
        folder,
    }: { approver?: Approver; folder?: string } = {},
    Runner: typeof PipelineRunner = PipelineRunner,
): Playing {
    const test = accountOf([plan], { services: executionServices, folder });
    const { account } = test;
    const rehearsed = (provider: string): RehearsedAction => ({
        provider,
        fidelity: { source: "" },
        run: async (action, use) => work(action, use),
    });
    const actions = new Map(["S3", "CodeBuild", "Manual"].map((provider) => [provider, rehearsed(provider)]));
    new Runner(account, { actions, approver }).begin();
    const arn = text(plan.resources[0] ?? ({} as never), "arn");
    const executions = account.part(Executions);
    return {
        test,
        start: (variables) => {
            const id = executions.start(arn, { trigger: "t", variables });
            const found = executions.all.find((one) => one.id === id);
            assert.ok(found);
            return found;
        },
        update: () => executions.update(arn),
        call: async (operation, input) => {
            const by = { role: ROLE, as: "a job" };
            return (await account.gateway.call({
                by,
                action: `codepipeline:${operation}`,
                on: arn,
                input,
            })) as JsonObject;
        },
        actions: (run) =>
            test
                .facts("action.ended")
                .filter(({ about }) => run === undefined || about.startsWith(run.id))
                .map(({ about, data }) => `${about.split("/")[2] ?? ""} ${String(data["status"])}`)
                .join(", "),
        states: ({ id }, level = "Pipeline") =>
            test.facts("event").flatMap(({ data }) => {
                const detail = data["detail"] as JsonObject;
                const isMeant = data["detail-type"] === `CodePipeline ${level} Execution State Change`;
                return isMeant && detail["execution-id"] === id ? [detail["state"]] : [];
            }),
    };
}

/** Until what is under way has come to a halt by itself. */
export const still = () => new Promise((resolve) => setTimeout(resolve, 10));
