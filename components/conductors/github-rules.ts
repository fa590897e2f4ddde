// What whatever a workflow of GitHub does for a line demands of settings whose shape is right.
import type { Refusal, RuleContext } from "../setting-rules";
import type { GithubSettings } from "./github-settings";

/** A key is good for whoever has it, from anywhere, until somebody takes it away; GitHub's token is good for one job. */
export const keysAreLoosenedByName = (
    { accessKeys }: Pick<GithubSettings, "accessKeys">,
    { loosen, project }: Pick<RuleContext<unknown>, "loosen" | "project">,
): readonly Refusal[] =>
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
