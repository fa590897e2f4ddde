import { approvalMessage } from "./approval-message";
import type { RehearsedAction } from "./types";

export const manual: RehearsedAction = {
    provider: "Manual",
    fidelity: {
        executed: "the question, its evidence, the answer, the timeout",
        evaluated: "the role that notifies, the topic's policy, its key",
        stoodIn: "the words of the mail, which no page of AWS shows",
        source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html",
    },
    async run(run, { gateway, approve, say }) {
        const { at, configuration, by } = run;
        const { CustomData: customData, ExternalEntityLink: link, NotificationArn: topic } = configuration;
        const asked = { stage: at.stage, action: at.action.name, customData, link };
        if (topic !== undefined) {
            const input = approvalMessage(run, new Date());
            await gateway.call({ by, action: "sns:Publish", on: topic, input });
        }
        const { status, by: person, summary } = await approve(asked);
        say(`${status} by ${person}${summary === "" ? "" : `: ${summary}`}`);
        const ok = status === "Approved";
        return { ok, updatedBy: person, why: ok ? undefined : `${person} rejected: ${summary}` };
    },
};
