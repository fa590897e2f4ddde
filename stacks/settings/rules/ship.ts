// A line whose workflow takes releases out: it is one workflow, in every environment, and it makes them.
import { githubRules } from "../../../components/conductors/github-rules";
import { kindOf, partsOf } from "../parts";
import { refusing } from "./rule";

/** What another workflow made cannot be waited for, and the role of a job believes one file of one repository. */
export const oneWorkflowMakesAndShips = refusing(({ services, promotesFrom }, { kinds }) =>
    Object.entries(services).flatMap(([line, written]) => {
        const { build, ship } = partsOf(written, promotesFrom === undefined, kinds);
        if (!ship || promotesFrom !== undefined) return [];
        const at = ["services", line, "ship"];
        const runs = build && kindOf("build", build, kinds)?.runsAt?.(build as never);
        if (!runs)
            return [
                {
                    at,
                    is: `is set, and build kind ${build?.kind ?? "none"} is no workflow's`,
                    allowed: `ship beside build kind ${kinds.builds
                        .filter((kind) => kind.runsAt !== undefined)
                        .map(({ kind }) => kind)
                        .join(" or ")}`,
                    alsoStack: [["services", line, "build"]],
                },
            ];
        return (["repository", "branch", "file"] as const)
            .filter((name) => ship[name] !== runs[name])
            .map((name) => ({
                at: [...at, name],
                is: `is ${ship[name]}`,
                allowed: `${runs[name]}, where the line is made`,
                instead: runs[name],
                alsoStack: [["services", line, "build"]],
            }));
    }),
);

/** As where releases are made. */
export const shipsAsGithubAllows = refusing(({ services, loosen }, { project }) =>
    Object.entries(services).flatMap(([line, { ship }]) =>
        githubRules
            .flatMap((rule) => (ship ? rule(ship, { loosen, project }) : []))
            .map((refusal) => ({ ...refusal, at: ["services", line, "ship", ...refusal.at] })),
    ),
);
