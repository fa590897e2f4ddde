// Physical names are the logical ones with autonaming's ending (Pulumi.yaml), and AWS limits them:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (role: 64)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (bucket: 63, lower case)
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html (target group: 32)
// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html (repository: 256, lower case)
import { settingsFile } from "../fixing-line";
import type { Problem } from "../problem";
import type { Rule } from "./rule";

/** `-` and the seven hex digits of the default pattern. */
const ending = 1 + 7;
/** `-` and the five of the pattern for target groups and load balancers. */
const shortEnding = 1 + 5;

export const rule: Rule = ({ services, account }, about) => {
    const { project, environment } = about;
    return [
        ...lowerCase("project", project, "change name in Pulumi.yaml"),
        ...lowerCase("stack", environment, `pulumi stack rename ${tidy(environment)}`),
        ...tooLong("bucket", `${project}-${environment}-releases-${account}`, 63, project, environment),
        ...Object.keys(services).flatMap((line) => {
            const names = [
                { what: "IAM role", name: `${line}-ship-evidence-${environment}`, ending, most: 64 },
                { what: "target group", name: `${line}-green`, ending: shortEnding, most: 32 },
                { what: "image repository", name: `${project}-${environment}/${line}`, ending: 0, most: 256 },
            ];
            return names
                .filter(({ name, ending, most }) => name.length + ending > most)
                .map(({ what, name, ending, most }) => ({
                    path: ["services", line],
                    is: `makes the ${what} ${name}${ending > 0 ? "-…" : ""} ${name.length + ending} characters long`,
                    allowed: `AWS allows ${most}: shorten the line's name or the stack's by ${name.length + ending - most}`,
                    fix: [`rename ${line} in ${settingsFile(about)}, or the stack: pulumi stack rename`],
                }));
        }),
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

function tooLong(what: string, name: string, most: number, project: string, environment: string): Problem[] {
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
