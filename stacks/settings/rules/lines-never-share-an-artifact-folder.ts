// CodePipeline keeps artifacts in a folder named after the pipeline, and a line's roles may write to its own folders
// only: https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html
import { artifactFolder } from "../../../components/documents/artifact-folder";
import { settingsFile } from "../fixing-line";
import type { Rule } from "./rule";

const halves = ["make", "ship"];

export const rule: Rule = ({ services }, about) =>
    Object.keys(services).flatMap((line) =>
        Object.keys(services)
            .filter((other) => other !== line && overlap(other, line, about.environment))
            .map((other) => ({
                path: ["services", line],
                is: `would keep its artifacts where those of ${other} are`,
                allowed: `a name that does not begin with ${folders(other).join(" or ")}`,
                fix: [`rename ${line} in ${settingsFile(about)}`],
            })),
    );

/** What the roles of a line are limited to, or, of its physical names, what it has. */
const folders = (line: string, ending = ""): string[] =>
    halves.map((half) => artifactFolder(`${line}-${half}${ending}`));

const overlap = (owner: string, line: string, environment: string): boolean =>
    folders(line, `-${environment}`).some((folder) => folders(owner).some((scope) => folder.startsWith(scope)));
