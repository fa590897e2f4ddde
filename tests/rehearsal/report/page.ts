import { Story } from "../../../rehearsal/screen/story";
import type { FidelityRow } from "../../../rehearsal/fidelity";
import { renderReport, type Rehearsed } from "../../../rehearsal/report/report";
import { sampleRehearsal } from "../screen/sample";

const source = "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html";
export const fidelity: readonly FidelityRow[] = [
    { what: "S3 action", executed: "the object that the run was started for", evaluated: "the action's role", source },
    { what: "Manual action", executed: "the question", stoodIn: "the mail", notRehearsed: "the console", source },
];

/** The sample as the report gets it. */
export async function rehearsedSample(): Promise<Rehearsed> {
    const { plans, facts, blobs } = await sampleRehearsal();
    const story = new Story(plans);
    for (const fact of facts) story.apply(fact);
    return { story, blobs, fidelity, shortcomings: ["something that was started ended red"] };
}

export async function samplePage(): Promise<string> {
    return renderReport(await rehearsedSample());
}
