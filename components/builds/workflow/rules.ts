import type { SettingRule } from "../../setting-rules";
import type { WorkflowSettings } from "../workflow";

/** Two lines would both write the file, and each could use the other's role. */
export const workflowBelongsToOneLine: SettingRule<WorkflowSettings> = (
    { repository, file },
    { line, linesBefore },
) => {
    const owner = linesBefore.find(
        ({ settings }) => settings.repository.toLowerCase() === repository.toLowerCase() && settings.file === file,
    );
    if (!owner) return [];
    return [
        {
            at: ["file"],
            is: `is ${file} of ${repository}`,
            allowed: `another file: line ${owner.line} is made by this one`,
            instead: `deliver-${line}.yml`,
            also: [["repository"]],
        },
    ];
};
