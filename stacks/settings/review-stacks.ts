// What is demanded of a template of review stacks, whose code is a pull request's: an account that has nothing else to lose.
import { rolesBoundaryName } from "../../components/account/boundaries";
import { beginningOf, LOOSENED } from "../../components/account/deployments/review-stacks";
import type { DeployedStack } from "../../components/account/deployments/settings";
import { NUMBER_DIGITS } from "../../components/documents/pulumi-trust";
import { longestBucketName } from "../../components/setting-rules";
import type { DraftedAccount } from "./account";
import { broughtUp } from "./brought-up";
import { removing } from "./mistakes/fix";
import type { Path } from "./mistakes/outline";
import { settingsFile } from "./mistakes/place";
import type { Problem } from "./mistakes/problem";
import type { About } from "./rules/rule";

interface Template extends Partial<DeployedStack> {
    readonly reviewStacks: NonNullable<DeployedStack["reviewStacks"]>;
    readonly stack: string;
    readonly path: Path;
}

function templatesOf(settings: DraftedAccount): Template[] {
    return broughtUp(settings).flatMap(({ path, stack, settings: { reviewStacks, ...more } }) =>
        reviewStacks ? [{ ...more, reviewStacks, stack, path }] : [],
    );
}

/** Its code has not been read by a second person, and may do what an update may. */
function theyAreLoosenedByName(settings: DraftedAccount, { project }: About): Problem[] {
    if (settings.loosen.includes(LOOSENED)) return [];
    return templatesOf(settings).map(({ path }) => ({
        path: [...path, "reviewStacks"],
        is: "is set: whoever may push a branch has nearly all rights in this account then",
        allowed: `nothing; or ${LOOSENED} in ${project}:loosen, which allows it`,
        fix: [removing(project, [...path, "reviewStacks"])],
        also: [["loosen"]],
    }));
}

const OF_WHAT_IS_BROUGHT_UP = ["previewPullRequests", "deployCommits", "drift"] as const;

function templateIsNeverBroughtUp(settings: DraftedAccount, { project }: About): Problem[] {
    return templatesOf(settings).flatMap((template) =>
        OF_WHAT_IS_BROUGHT_UP.filter((key) => template[key] !== undefined && template[key] !== false).map((key) => ({
            path: [...template.path, key],
            is: `is set, and ${template.stack} is a template, which nothing is made of but other stacks`,
            allowed: "nothing beside reviewStacks; a stack that is brought up is one of its own",
            fix: [removing(project, [...template.path, key])],
            also: [[...template.path, "reviewStacks"]],
        })),
    );
}

/**
 * An update has PowerUserAccess, which no name of a stack holds: what else lies in the account is its own. Production promotes within
 * one account, so an account with a first environment has customers in it as well.
 */
function theyLieAlone(settings: DraftedAccount, { project, environment, stacksBeside, neighbour }: About): Problem[] {
    // A file that does not say which account its stack is of, or cannot be read, may be of this one.
    const besides = (name: string): boolean => {
        const { account = settings.account, isAccount = false } = neighbour?.(name) ?? {};
        return name !== environment && account === settings.account && !isAccount;
    };
    const here = [...broughtUp(settings).map(({ stack }) => stack), ...(stacksBeside?.() ?? []).filter(besides)];
    return templatesOf(settings).flatMap(({ path, stack }) => {
        const others = [...new Set(here)].filter((name) => name !== stack).sort();
        if (others.length === 0) return [];
        return [
            {
                path: [...path, "reviewStacks"],
                is: `is set in account ${settings.account}, which has ${others.join(", ")} as well`,
                allowed:
                    "an account that has no other stacks: a pull request's code has nearly all rights in its account, whatever its stack is called",
                fix: [
                    `take ${stack} into the account stack of an account of its own, which is a file beside this one, or`,
                    `write ${project}:account into the file of a stack that lies elsewhere and does not say so, or`,
                    removing(project, [...path, "reviewStacks"]),
                ],
                also: [["account"]],
            },
        ];
    });
}

/** Every stack that is made of it has its settings, so what they lack is missed when the pull request is closed. */
function templateFits(settings: DraftedAccount, { project, neighbour }: About): Problem[] {
    if (!neighbour) return [];
    return templatesOf(settings).flatMap(({ path, stack }) => {
        const file = `Pulumi.${stack}.yaml`;
        const boundary = rolesBoundaryName({ project }, stack);
        const wrong = (is: string, allowed: string, fix: string): Problem => ({
            path,
            is: `is a template, and ${file} ${is}`,
            allowed,
            fix: [fix],
            also: [["account"]],
        });
        const said = neighbour(stack);
        if (!said)
            return [wrong("is not there", "a file of settings", `write ${file}, as docs/infrastructure.md has it`)];
        const { account } = settings;
        const key = (name: string): string => `${project}:${name}`;
        const demands: readonly (readonly [holds: boolean, is: string, allowed: string, fix: string])[] = [
            [
                said.account === account,
                `is of account ${said.account ?? "none"}`,
                `${account}, which this stack is of: the role of its stacks lies here`,
                `write ${key("account")}: "${account}" into ${file}`,
            ],
            [
                !said.isPromoting,
                "names where releases come from, or go to",
                "neither promotesFrom nor promotesTo: what nobody has merged goes nowhere",
                `take both out of ${file}`,
            ],
            [
                said.loosen.includes("destroy-with-data"),
                "protects what holds data",
                `destroy-with-data in ${key("loosen")} there: without it a closed pull request's stack is not destroyed`,
                `add destroy-with-data to ${key("loosen")} in ${file}`,
            ],
            [
                said.permissionsBoundary?.endsWith(`:iam::${account}:policy/${boundary}`) === true,
                `has ${said.permissionsBoundary ?? "no boundary"} as its roles' boundary`,
                `${boundary} of account ${account}, which this stack makes: without it IAM refuses the first role`,
                `write ${key("permissionsBoundary")}: arn:aws:iam::${account}:policy/${boundary} into ${file}`,
            ],
        ];
        return demands.filter(([holds]) => !holds).map(([, ...words]) => wrong(...words));
    });
}

/** The longest name that AWS limits has the name of the stack in it, and the number of a pull request only grows. */
function theirNamesFit(settings: DraftedAccount, about: About): Problem[] {
    const { project } = about;
    return templatesOf(settings).flatMap(({ path, reviewStacks }) => {
        const stack = `${beginningOf(reviewStacks, project)}-${"9".repeat(NUMBER_DIGITS)}`;
        const { name, most } = longestBucketName({ project, environment: stack, account: settings.account });
        if (name.length <= most) return [];
        return [
            {
                path: [...path, "reviewStacks"],
                is: `makes the bucket ${name} ${name.length} characters long`,
                allowed: `AWS allows ${most}: shorten the project's name, which is in it twice, by ${Math.ceil((name.length - most) / 2)}`,
                fix: [`change name in Pulumi.yaml, and reviewStacks.named in ${settingsFile(about)} where it is set`],
            },
        ];
    });
}

export const reviewStackRules = [
    theyAreLoosenedByName,
    templateIsNeverBroughtUp,
    theyLieAlone,
    templateFits,
    theirNamesFit,
];
