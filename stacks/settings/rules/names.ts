// Names of projects, stacks and lines: what AWS takes, and what keeps one line's permissions off another's resources.
import { longestBucketName, NAME_ENDING, type NameLimit, tooLongNames } from "../../../components/setting-rules";
import { settingsFile } from "../mistakes/place";
import type { Problem } from "../mistakes/problem";
import { asWritten } from "../models";
import { familiesOf } from "../parts";
import { problemOf, refusing, type Rule } from "./rule";

/**
 * The longest of the names that every line has; a kind brings those of its own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const LINE_NAMES: readonly NameLimit[] = [
    {
        what: "IAM role",
        name: ({ line, environment }) => `${line}-ship-evidence-${environment}`,
        ending: NAME_ENDING,
        most: 64,
    },
];

/**
 * Physical names are the logical ones with autonaming's ending (Pulumi.yaml), and AWS limits them.
 */
export const namesFitAws: Rule = ({ services, account }, about) => {
    const { project, environment } = about;
    return [
        ...lowerCase("project", project, "change name in Pulumi.yaml"),
        ...lowerCase("stack", environment, `pulumi stack rename ${tidy(environment)}`),
        ...tooLong("bucket", longestBucketName({ project, environment, account }), project, environment),
        ...Object.keys(services).flatMap((line) =>
            tooLongNames(LINE_NAMES, { ...about, line, settingsFile: settingsFile(about) }).map((refusal) =>
                problemOf(refusal, { path: [], settings: {}, line }, about),
            ),
        ),
    ];
};

/** Buckets and image repositories carry both names. */
function lowerCase(what: string, name: string, fix: string): Problem[] {
    if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && !name.startsWith("xn--")) return [];
    return [
        {
            path: [],
            where: `the ${what}'s name`,
            is: `is ${JSON.stringify(name)}`,
            allowed:
                "lower-case letters, digits and single dashes, as buckets and image repositories are named after it",
            fix: [fix],
        },
    ];
}

function tooLong(
    what: string,
    { name, most }: ReturnType<typeof longestBucketName>,
    project: string,
    environment: string,
): Problem[] {
    if (name.length <= most) return [];
    return [
        {
            path: [],
            where: `the stack's name`,
            is: `makes the ${what} ${name} ${name.length} characters long`,
            allowed: `AWS allows ${most}: shorten ${project} or ${environment} by ${name.length - most}`,
            fix: ["rename the stack with pulumi stack rename, or change name in Pulumi.yaml"],
        },
    ];
}

const tidy = (name: string): string =>
    name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-+|-+$/g, "") || "prod";

/** Words that begin the rest of a name where the line's own name ends. */
export const RESERVED_WORDS = ["make", "ship", "pull", "handover", "check"] as const;
const reserved = new RegExp(`-(${RESERVED_WORDS.join("|")})(?=-|$)`);

/**
 * Physical names end in what AWS or Pulumi decides, so policies and the folders of artifacts go by how a name begins:
 * `web-ship-*`. A line `web-ship-api` would begin like that too, and what `web` may do would reach its resources.
 */
export const namesAreOnesOwn: Rule = ({ services }, about) =>
    Object.keys(services).flatMap((line) => {
        const [found, word] = line.match(reserved) ?? [];
        if (found === undefined || word === undefined) return [];
        const owner = line.slice(0, line.indexOf(found));
        const free = line.replace(new RegExp(reserved, "g"), "");
        return [
            {
                path: asWritten(["services", line], about),
                is: `has the word ${word} in it`,
                allowed: `a name without ${RESERVED_WORDS.map((each) => `-${each}`).join(", ")} at its end or before a dash: what a line ${owner} may do goes by names that begin with ${owner}-${word}-, and would reach this line too`,
                fix: [`rename ${line}${free in services ? "" : ` to ${free}`} in ${settingsFile(about)}`],
            },
        ];
    });

/** A family is of one line: another's newest revision would be taken for its own, whatever kind of line registers it. */
export const familiesAreOneLines = refusing(({ services }, about) => {
    const named = Object.entries(services).map(([line, { deploy }]) => ({
        line,
        families: familiesOf(line, deploy, about.kinds),
    }));
    return named.flatMap(({ line, families }, at) =>
        named.slice(0, at).flatMap((other) => {
            const family = families.find((each) => other.families.includes(each));
            if (family === undefined) return [];
            return [
                {
                    at: ["services", line],
                    is: `and ${other.line} would both register task definitions of a family ${family}`,
                    allowed: `a name that is not ${other.line} with -first, -before or -scheduled- and a schedule behind it, nor the other way round`,
                    fix: `rename ${line} in ${settingsFile(about)}`,
                    alsoStack: [["services", other.line]],
                },
            ];
        }),
    );
});

/** A record leads to one load balancer, whatever is behind it. */
export const domainsAreOneLines = refusing(({ services, loadBalancer }) => {
    const lines = Object.entries(services).map(([line, { deploy }]) => ({ line, name: domainOf(deploy) }));
    const shared = { line: "the shared load balancer", name: loadBalancer.domain?.name };
    const named = [shared, ...lines];
    return named.flatMap(({ line, name }, at) => {
        const other = named.slice(0, at).find((before) => name !== undefined && before.name === name);
        if (!other) return [];
        return [
            {
                at: ["services", line, "deploy", "domain", "name"],
                is: `is ${name}, which is ${other.line}'s`,
                allowed: "a domain that no other line has",
                fix: `give ${line}, or ${other.line}, another domain`,
            },
        ];
    });
});

function domainOf(deploy: object): string | undefined {
    return (deploy as { readonly domain?: { readonly name: string } }).domain?.name;
}

// What a line of a model is beside lines of applications.

/** Each line has its name for itself: pipelines, roles and folders are called by it. */
export const modelsAreNoServices = refusing(({ services, models }, about) =>
    Object.keys(models)
        .filter((line) => Object.hasOwn(services, line))
        .map((line) => ({
            at: ["models", line],
            is: "is the name of a service as well",
            allowed: "a name that no other line has",
            fix: `rename ${line} in ${settingsFile(about)}`,
            alsoStack: [["services", line]],
        })),
);
