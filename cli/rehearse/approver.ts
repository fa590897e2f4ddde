import type { ApprovalAnswer, Approver } from "../../rehearsal/actions/types";
import type { Blobs } from "../../rehearsal/engine/blobs";
import { askApproval, type ApprovalTerminal } from "../../rehearsal/screen/approve";
import { evidenceFor } from "../../rehearsal/screen/evidence";
import type { Screen } from "../../rehearsal/screen/screen";
import type { Story } from "../../rehearsal/screen/story";

interface ApproverOptions {
    readonly story: Story;
    readonly screen: () => Screen;
    readonly blobs: () => Blobs;
    readonly terminal: ApprovalTerminal;
    /** Says no to everything, for whoever wants to see what follows. */
    readonly rejects: boolean;
    readonly refused: (why: string) => void;
}

/** Somebody else than whoever pushed: four eyes are what approvals are for. */
const grace = (account: string) => `arn:aws:sts::${account}:assumed-role/approver/grace`;

/** Asks in the terminal, one question at a time, with the evidence above it. */
export function approverFor({ story, screen, blobs, terminal, rejects, refused }: ApproverOptions): Approver {
    let last: Promise<unknown> = Promise.resolve();
    return ({ token, pipeline, stage, action, customData = "", link = "" }, signal) => {
        const ask = async (): Promise<ApprovalAnswer> => {
            const run = story.runs.runOf(token);
            const stack = story.stacks.find(({ name }) => name === run?.pipeline.stack);
            const by = grace(stack?.account ?? "");
            if (rejects) return { status: "Rejected", by, summary: "rejected by --fault reject" };
            const evidence = evidenceFor({ token, at: 0, customData, link }, story, blobs());
            const name = run?.name ?? pipeline;
            const question = { stack: stack?.name ?? "", pipeline: name, action: `${stage}/${action}`, evidence };
            const back = screen().hold();
            try {
                const answer = await askApproval(question, { ...terminal, signal });
                if (answer.status !== "refused") return { ...answer, by };
                refused(answer.why);
                throw new Error(answer.why);
            } finally {
                back();
            }
        };
        const mine = last.then(ask);
        last = mine.catch(() => undefined);
        return mine;
    };
}
