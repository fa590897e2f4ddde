// Approvals: the question, and what CodePipeline publishes when one waits, JSON for programs and words for a mail.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html
import type { JsonObject } from "../../plan/document";
import type { PipelineAction } from "../../plan/pipelines";
import { text } from "../../plan/plans";
import { asJson } from "../engine/journal";
import type { ActionRun, RehearsedAction } from "./types";

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

/** Where an approval names none: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const SEVEN_DAYS = 7 * 24 * 60;
export const minutesToAnswer = ({ timeoutInMinutes = SEVEN_DAYS }: PipelineAction): number => timeoutInMinutes;

export function approvalMessage(
    { id, at, configuration }: Pick<ActionRun, "id" | "at" | "configuration">,
    now: Date,
): JsonObject {
    const { plan, pipeline, stage, action } = at;
    const { CustomData: customData, ExternalEntityLink: externalEntityLink } = configuration;
    const name = text(pipeline, "name");
    const expires = `${new Date(now.getTime() + minutesToAnswer(action) * 60_000).toISOString().slice(0, 16)}Z`;
    const consoleLink = `https://console.aws.amazon.com/codepipeline/home?region=${plan.region}#/view/${name}`;
    const approvalReviewLink = `${consoleLink}/${stage}/${action.name}/approve/${id.split("/")[0] ?? ""}`;
    const approval = {
        pipelineName: name,
        stageName: stage,
        actionName: action.name,
        token: id.split("/")[0],
        expires,
        externalEntityLink,
        approvalReviewLink,
        customData,
    };
    // The page shows no mail; these are the words of mails that people got.
    const mail = [
        "Hello,",
        "The following Approval action is waiting for your response:",
        [
            "--Pipeline Details--",
            `Pipeline name: ${name}`,
            `Stage name: ${stage}`,
            `Action name: ${action.name}`,
            `Region: ${plan.region}`,
        ].join("\n"),
        [
            "--Approval Details--",
            `Approval review URL: ${approvalReviewLink}`,
            ...(externalEntityLink === undefined ? [] : [`Content to review: ${externalEntityLink}`]),
            `Additional information: ${customData ?? "No additional information provided"}`,
            `Deadline: This review request will expire on ${expires}`,
        ].join("\n"),
        "Sincerely,\nAmazon Web Services",
    ].join("\n\n");
    const document = JSON.stringify(asJson({ region: plan.region, consoleLink, approval }));
    return {
        Subject: `APPROVAL NEEDED: AWS CodePipeline ${name} for action ${action.name}`.slice(0, 99),
        MessageStructure: "json",
        Message: JSON.stringify({ default: document, email: mail, sms: mail }),
    };
}
