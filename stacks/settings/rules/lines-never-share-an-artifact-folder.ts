// CodePipeline keeps artifacts in a folder named after the first twenty characters of the pipeline's name, and a line's
// roles may write to its own folders only: https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html
import type { Rule } from "./rule";

const folderLength = 20;
const halves = ["make", "ship"];

export const rule: Rule = ({ services }, { environment }) =>
    Object.keys(services).flatMap((line) =>
        Object.keys(services)
            .filter((other) => other !== line && overlap(other, line, environment))
            .map((other) => ({
                path: ["services", line],
                is: `would keep its artifacts where those of ${other} are`,
                allowed: `a name that does not begin with ${scopes(other).join(" or ")}`,
                fix: [`rename ${line} in Pulumi.${environment}.yaml`],
            })),
    );

/** What the roles of a line are limited to. */
const scopes = (line: string): string[] => [
    ...new Set(halves.map((half) => `${line}-${half}-`.slice(0, folderLength))),
];

function overlap(owner: string, line: string, environment: string): boolean {
    const folders = halves.map((half) => `${line}-${half}-${environment}`.slice(0, folderLength));
    return folders.some((folder) => scopes(owner).some((scope) => folder.startsWith(scope)));
}
