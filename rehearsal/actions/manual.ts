import type { RehearsedAction } from "./types";

export const manual: RehearsedAction = {
    provider: "Manual",
    fidelity: {
        executed: "the question, its evidence, the answer, the timeout",
        evaluated: "the role that notifies, the topic's policy, its key",
        stoodIn: "the mail: what it would say is in the report",
        source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html",
    },
    async run({ at, configuration, by }, { gateway, approve, say }) {
        const { CustomData: customData, ExternalEntityLink: link, NotificationArn: topic } = configuration;
        const asked = { stage: at.stage, action: at.action.name, customData, link };
        if (topic !== undefined) {
            const message = [`${asked.action} waits for an answer.`, customData, link].filter(
                (part) => part !== undefined,
            );
            await gateway.call({ by, action: "sns:Publish", on: topic, input: { message: message.join("\n") } });
        }
        const { status, by: person, summary } = await approve(asked);
        say(`${status} by ${person}${summary === "" ? "" : `: ${summary}`}`);
        const ok = status === "Approved";
        return { ok, updatedBy: person, why: ok ? undefined : `${person} rejected: ${summary}` };
    },
};
