// What a workflow of GitHub demands of settings whose shape is right, whether it makes releases or takes them out.
import type { Refusal, RuleContext } from "../setting-rules";
import type { GithubSettings } from "./github-settings";

type Rule = (
    settings: Pick<GithubSettings, "accessKeys">,
    about: Pick<RuleContext<unknown>, "loosen" | "project">,
) => readonly Refusal[];

/** A key is good for whoever has it, from anywhere, until somebody takes it away; GitHub's token is good for one job. */
const keysAreLoosenedByName: Rule = ({ accessKeys }, { loosen, project }) =>
    accessKeys === undefined || loosen.includes("access-keys")
        ? []
        : [
              {
                  at: ["accessKeys"],
                  is: "has a workflow sign in by keys that do not expire",
                  allowed: `nothing, and the workflow signs in by GitHub's token; or access-keys in ${project}:loosen, which makes the keys`,
                  alsoStack: [["loosen"]],
              },
          ];

/** Two of one name would be one key, and nothing would change with it. */
const keysDiffer: Rule = ({ accessKeys = [] }) =>
    accessKeys.flatMap((name, index) =>
        accessKeys.indexOf(name) < index
            ? [{ at: ["accessKeys", index], is: `is ${name} a second time`, allowed: "another name" }]
            : [],
    );

export const githubRules: readonly Rule[] = [keysAreLoosenedByName, keysDiffer];
