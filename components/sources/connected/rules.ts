// Rules of CodePipeline's triggers for the settings of a source, beyond their shape.
import type { SettingRule } from "../../setting-rules";
import type { ConnectedSettings } from "../connected";

type Rule = SettingRule<ConnectedSettings>;

/** Otherwise a line that releases tags would also release untagged commits, by a push. */
const tagsOrABranch: Rule = ({ branch, tags }) =>
    branch === undefined || tags === undefined
        ? []
        : [
              {
                  at: ["branch"],
                  is: "is set where tags are named",
                  allowed: "a branch, or tags: a line releases the pushes of the one or the other",
                  also: [["tags"]],
              },
          ];

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html */
const filesChangeInABranch: Rule = ({ paths, tags }) =>
    paths === undefined || tags === undefined
        ? []
        : [
              {
                  at: ["paths"],
                  is: "is set where tags are named",
                  allowed: "paths with a branch: CodePipeline does not ask which files a tag changes",
                  also: [["tags"]],
              },
          ];

/** A build that starts for no file of its own folder never releases changes there. */
const folderStartsItsLine: Rule = ({ folder, paths }) =>
    folder === undefined || paths === undefined || paths.some((pattern) => reaches(pattern, folder))
        ? []
        : [
              {
                  at: ["paths"],
                  is: `names nothing in ${folder}`,
                  allowed: `patterns of which one reaches into ${folder}, where the line's files are`,
                  also: [["folder"]],
              },
          ];

/** Whether it may match a file below the folder, as far as it is plain text. */
function reaches(pattern: string, folder: string): boolean {
    const plain = pattern.split(/[*?[{\\]/)[0] ?? "";
    return plain.startsWith(`${folder}/`) || (plain !== pattern && `${folder}/`.startsWith(plain));
}

export const rules: readonly Rule[] = [tagsOrABranch, filesChangeInABranch, folderStartsItsLine];
