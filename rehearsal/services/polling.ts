// Source actions that ask by themselves whether there is something new: they do so unless they are told not to.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html
import { actionsOf, type PipelineAction } from "../../plan/pipelines";
import { type PlannedResource, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import { Executions } from "./executions";
import { POLLED } from "./executions-answers";

interface Change {
    readonly provider: "CodeCommit" | "S3";
    /** Where it happened, in the words of the action's configuration. */
    readonly where: Readonly<Record<string, string>>;
    /** Account and region of it: an action of CodeCommit reads its own account's alone. */
    readonly at?: { readonly account: string; readonly region: string };
    readonly revision: string;
}

/** Starts each pipeline that looks there: once a revision, and for the newest, as by hand. */
export function noticed(account: LocalAccount, change: Change): void {
    for (const { plan, resource } of account.created(TYPE.pipeline)) {
        const { at = plan } = change;
        if (at.account !== plan.account || at.region !== plan.region) continue;
        const looks = actionsOf(account.plans, plan, resource).some(({ action }) => polls(action, change));
        if (looks) start(account, resource, change.revision);
    }
}

function polls({ category, provider, configuration }: PipelineAction, change: Change): boolean {
    return (
        category === "Source" &&
        provider === change.provider &&
        configuration[POLLED] !== "false" &&
        Object.entries(change.where).every(([key, value]) => configuration[key] === value)
    );
}

function start(account: LocalAccount, pipeline: PlannedResource, revision: string): void {
    const arn = text(pipeline, "arn");
    account.part(Executions).start(arn, { trigger: POLLED, token: `${POLLED} ${arn} ${revision}` });
}
