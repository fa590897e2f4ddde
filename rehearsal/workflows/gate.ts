// The reviewers of an environment at GitHub, answered for by the person who rehearses.
// https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/review-deployments
import type { LocalAccount } from "../account/local-account";
import type { ApprovalRequest, Approver } from "../actions/types";
import { asJson } from "../engine/journal";

/** Why the job may not begin; nothing where it may. */
export async function askReviewer(
    account: LocalAccount,
    approver: Approver,
    asked: ApprovalRequest,
    signal: AbortSignal,
): Promise<string | undefined> {
    const { token, ...question } = asked;
    account.record({ kind: "approval.asked", about: token, data: asJson(question) });
    const answer = await approver(asked, signal).catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
    });
    if (!answer) return undefined;
    account.record({ kind: "approval.answered", about: token, data: { ...answer } });
    return answer.status === "Approved"
        ? undefined
        : `${asked.action}: ${answer.summary === "" ? "rejected" : answer.summary}`;
}
