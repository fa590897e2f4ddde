// A build on the machine that runs `pulumi up` takes its folder, not a repository's commit; a source beside it would
// start nothing.
import { removing } from "../fixing-line";
import type { Rule } from "./rule";

export const rule: Rule = ({ services, promotesFrom }, { project, kinds }) =>
    promotesFrom !== undefined
        ? []
        : Object.entries(services)
              .filter(
                  ([, { source, build }]) =>
                      source && build && !kinds.builds.find(({ kind }) => kind === build.kind)?.needsSource,
              )
              .map(([line, { build }]) => ({
                  path: ["services", line, "source"],
                  is: `is set, but build kind ${build?.kind} reads no source`,
                  allowed: `a source with build kind ${kinds.builds
                      .filter(({ needsSource }) => needsSource)
                      .map(({ kind }) => kind)
                      .join(" or ")}`,
                  fix: [removing(project, ["services", line, "source"])],
                  also: [["services", line, "build"]],
              }));
