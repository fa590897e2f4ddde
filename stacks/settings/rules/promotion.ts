// What one environment may say about the others.
import { githubRules } from "../../../components/conductors/github-rules";
import type { SettingPath } from "../../../components/setting-rules";
import { nearestName } from "../../../text/nearest";
import { removing, setting } from "../mistakes/fix";
import { kindOf, partsOf } from "../parts";
import { refusing, type Rule, type StackRefusal } from "./rule";

/** A stack that promoted to itself would release what it has just released, for ever. */
export const promotionLeadsElsewhere = refusing(({ promotesFrom, promotesTo }, { project, environment }) => {
    const itself = (at: SettingPath): StackRefusal => ({
        at,
        allowed: "another stack than this one",
        instead: ["prod", "staging"].find((name) => name !== environment),
    });
    return [
        ...(promotesFrom?.environment === environment ? [itself(["promotesFrom", "environment"])] : []),
        ...promotesTo.flatMap((to, index): StackRefusal[] => {
            const at = ["promotesTo", index, "environment"];
            if (to.environment === environment) return [itself(at)];
            const isBack = to.environment === promotesFrom?.environment;
            const isTwice = promotesTo.findIndex((first) => first.environment === to.environment) < index;
            if (!isBack && !isTwice) return [];
            return [
                {
                    at,
                    is: isBack
                        ? `is ${to.environment}, which promotesFrom names as well`
                        : `is ${to.environment} for the second time`,
                    allowed: "each stack once, and never the one releases come from",
                    fix: removing(project, ["promotesTo", index]),
                },
            ];
        }),
    ];
});

/** A name that is another's but for a typing mistake: nothing would ever come from there. Any other may lie elsewhere. */
export const promotionLeadsSomewhere = refusing(({ promotesFrom, promotesTo }, { environment, stacksBeside }) => {
    const others = (stacksBeside?.() ?? []).filter((name) => name !== environment);
    const ends = [
        ...(promotesFrom ? [{ at: ["promotesFrom", "environment"], name: promotesFrom.environment }] : []),
        ...promotesTo.map((to, index) => ({ at: ["promotesTo", index, "environment"], name: to.environment })),
    ];
    return ends.flatMap(({ at, name }): StackRefusal[] => {
        const meant = others.includes(name) || name === environment ? undefined : nearestName(name, others);
        if (meant === undefined) return [];
        const is = `is "${name}", a stack without settings`;
        return [{ at, is, allowed: `${meant}, if that was meant; stacks here: ${others.join(", ")}`, instead: meant }];
    });
});

/**
 * Copying between accounts needs a bus, a key and a repository that trust another account, which this version does not
 * make: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
 */
export const promotionStaysInOneAccount = refusing(({ account, promotesFrom, promotesTo }) => {
    const ends = [
        ...(promotesFrom ? [{ at: ["promotesFrom", "account"], theirs: promotesFrom.account }] : []),
        ...promotesTo.map((to, index) => ({ at: ["promotesTo", index, "account"], theirs: to.account })),
    ];
    return ends
        .filter(({ theirs }) => theirs !== account)
        .map(({ at }) => ({
            at,
            allowed: `${account}, this stack's own: promotion across accounts is not supported in this version`,
            instead: account,
            alsoStack: [["account"]],
        }));
});

/**
 * Each environment computes the other's bus, key and registry in its own region, and ARNs name their region:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 * A program is not told which file it was started with: where this stack's own file says another region than it got, the
 * files beside that one are not its neighbours', and nothing is said.
 */
export const promotionStaysInOneRegion: Rule = ({ promotesFrom, promotesTo }, { region, regionOf, environment }) => {
    if (region === undefined || regionOf?.(environment) !== region) return [];
    const ends = [
        ...(promotesFrom ? [{ at: ["promotesFrom", "environment"], other: promotesFrom.environment }] : []),
        ...promotesTo.map((to, index) => ({ at: ["promotesTo", index, "environment"], other: to.environment })),
    ];
    return ends.flatMap(({ at, other }) => {
        const theirs = regionOf(other);
        if (theirs === undefined || theirs === region) return [];
        return [
            {
                path: ["region"],
                where: "aws:region",
                is: `is "${region}", where ${other} is in ${theirs}`,
                allowed: `${theirs}: promotion across regions is not supported in this version`,
                fix: [setting("aws", ["region"], theirs)],
                also: [at],
            },
        ];
    });
};

/** Build once, promote by digest: what runs in production is what was verified, bit by bit. */
export const onlyTheFirstEnvironmentMakes = refusing(({ services, promotesFrom }, { environment }) =>
    promotesFrom === undefined
        ? []
        : Object.entries(services).flatMap(([line, parts]) =>
              (["source", "build"] as const)
                  .filter((part) => parts[part] !== undefined)
                  .map((part) => ({
                      at: ["services", line, part],
                      is: "is set where promotesFrom is set",
                      allowed: `nothing: ${environment} pulls what ${promotesFrom.environment} verified`,
                      alsoStack: [["promotesFrom"]],
                  })),
          ),
);

// A line whose workflow takes releases out: it is one workflow, in every environment, and it makes them.

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
