import type { Fact } from "../../rehearsal/engine/journal";
import type { Story } from "../../rehearsal/screen/story";

export const isRedAction = ({ kind, data }: Fact): boolean => kind === "action.ended" && data["status"] === "Failed";

/** An action of a pipeline and why it is red, whichever run it is in. */
export function rednessOf(story: Story, { about, data }: Fact): string {
    return `${story.runs.runOf(about)?.pipeline.arn ?? ""}${about.replace(/^[^/]+/, "")}: ${String(data["why"])}`;
}
