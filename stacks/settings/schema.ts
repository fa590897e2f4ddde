// The shape of every `fairlead:` key. One definition makes the types, the parser, the JSON Schema and the error texts.
// `.meta()`: `description` reaches the editor, `allowed` and `examples` reach the error message.
import { stringify } from "yaml";
import { z } from "zod";

import type { RecipientArgs } from "../args";
import { shipSettings } from "../../components/conductors/github-settings";
import { sharedBalancer, type SharedBalancerSettings } from "../../components/shared/shared-balancer";
import { connectionsTo } from "./connections";
import { recipient } from "./notify";
import { outlineAt, outlineOf } from "./mistakes/outline";
import { modelsFor, ofServices, type WrittenModel } from "./models";
import { byDefault, type Kind, type Kinds, oneOf, type Parts } from "./parts";
import { once } from "./mistakes/once";
import { sampleOf } from "./mistakes/sample";
import { fromAccount } from "./from-account";
import { scope } from "./scope";
import { secrets } from "./secrets";
import { type DraftedTeam, team } from "./team";

/** Safeguards that an environment may do without, by name. */
const LOOSENINGS = [
    ...(["destroy-with-data", "plain-http", "own-approval", "unnamed-pushers", "said-pushers"] as const),
    ...(["administrators", "plain-secrets", "runner-is-root", "wide-permissions", "access-keys"] as const),
    ...(["public-images", "runner-holds-token"] as const),
] as const;

/** CodePipeline keeps 20 characters of a pipeline's name for its folder in S3: with more, make and ship would share one. */
const longestLineName = 18;

/** The only values CloudWatch takes: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** A manual approval may wait sixty days: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const longestApprovalHours = 1440;

export const account = z
    .string()
    .regex(/^\d{12}$/)
    .meta({
        description: "AWS account id. In quotes: YAML reads bare digits as a number and drops a leading zero.",
        allowed: "12 digits in quotes",
        examples: ["111122223333"],
    });

const elsewhere = (example: string) => z.strictObject({ environment: environmentLike(example), account });

const environmentLike = (example: string) =>
    z
        .string()
        .regex(/^[A-Za-z0-9_.-]{1,100}$/)
        .meta({
            description: "Name of the environment's Pulumi stack.",
            allowed: "the name of another stack: letters, digits, - _ and .",
            examples: [example],
        });

const cidr = z
    .string()
    .regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/)
    .meta({
        description: "Address range of the new network.",
        allowed: "an address range such as 10.0.0.0/16",
        examples: ["10.0.0.0/16"],
    });

const subnets = z.array(
    z
        .string()
        .regex(/^subnet-[0-9a-f]+$/)
        .meta({
            allowed: "the id of a subnet, subnet-…",
            examples: ["subnet-0123456789abcdef0"],
        }),
);

/** Keys are flat where they can be: `{ nat: none }` makes a network, `{ existing: … }` brings one. */
const network = z.strictObject({
    nat: z.enum(["none", "single", "per-zone"]).optional().meta({
        description:
            "How tasks in private subnets reach the internet; none gives tasks public addresses. Default: single.",
    }),
    cidr: cidr.optional(),
    existing: z
        .strictObject({
            vpcId: z
                .string()
                .regex(/^vpc-[0-9a-f]+$/)
                .meta({
                    description: "Network to use.",
                    allowed: "the id of a VPC, vpc-…",
                    examples: ["vpc-0123456789abcdef0"],
                }),
            publicSubnetIds: subnets.meta({
                description: "Subnets of load balancers, at least two, each in another zone.",
            }),
            privateSubnetIds: subnets
                .default([])
                .meta({ description: "Subnets of tasks; without any, tasks run in the public ones." }),
        })
        .optional()
        .meta({ description: "A network that exists, instead of a new one." }),
});

const lineName = z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    .max(longestLineName)
    .meta({
        allowed: `lower-case letters, digits and single dashes, at most ${longestLineName} characters, a letter first`,
    });

const services = (line: z.ZodType<Drafted["services"][string]>) =>
    z.record(lineName, line).meta({
        description: "Lines that carry a change to production, by name.",
    });

/** The keys of a stack, without the project's name before the colon. */
export const schemaFor = once((kinds: Kinds) => {
    const line = z.strictObject({
        source: oneOf(kinds.sources)
            .optional()
            .meta({ description: `Where a change comes from.${defaultOf(kinds.sources)}` }),
        build: oneOf(ofServices(kinds.builds))
            .optional()
            .meta({
                description: `What makes a release of it, in the first environment only.${defaultOf(kinds.builds)}`,
            }),
        registry: oneOf(kinds.registries)
            .optional()
            .meta({ description: `Where its images lie.${defaultOf(kinds.registries)}` }),
        deploy: oneOf(ofServices(kinds.targets)).meta({ description: "Where the release runs." }),
        ship: shipSettings.optional().meta({
            description:
                "Where a job of the line's workflow on GitHub takes its releases out here, behind an environment there. Default: a release is taken out as soon as it is here, after the approval that this environment asks for.",
        }),
    }) as unknown as z.ZodType<Drafted["services"][string]>;
    return z.strictObject({
        scope,
        account: account.describe("AWS account of this environment; Fairlead refuses to deploy into any other."),
        promotesTo: z
            .array(elsewhere("prod"))
            .default([])
            .meta({ description: "Environments that are told when a release has been verified here." }),
        promotesFrom: elsewhere("staging").optional().meta({
            description: "Environment whose verified releases come here. Without it, this environment makes releases.",
        }),
        network: network.default({}).meta({ description: "Network of the environment. Default: a new one." }),
        loadBalancer: sharedBalancer.prefault({}).meta({
            description:
                "The load balancer of the lines that share one; made when the first of them does. Default: without a certificate, under its own name.",
        }),
        fromAccount: fromAccount.default({}).meta({
            description: "Where this environment knows what its account has once from. Default: computed names.",
        }),
        loosen: z.array(z.enum(LOOSENINGS)).default([]).meta({
            description:
                "Safeguards this environment does without: destroy-with-data lets destroy delete what holds data, plain-http serves without a certificate, own-approval lets who pushed a release approve it, unnamed-pushers lets any person approve what a machine or a session without a person's name pushed, said-pushers believes a workflow of GitHub for whom it runs, administrators makes the team's group that has all rights, plain-secrets takes variables that look like secrets, runner-is-root lets a host run jobs of a repository, whose authors are root there then, wide-permissions takes whole services and everything in a line's permissions, access-keys lets a workflow of GitHub sign in by keys of a user, which do not expire, public-images puts a line's images where the whole world may read them, runner-holds-token has CodeBuild work jobs of a repository, which may get at the token of GitHub that it holds.",
        }),
        permissionsBoundary: z
            .string()
            .regex(/^arn:aws[\w-]*:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/)
            .optional()
            .meta({
                description:
                    "Policy of IAM that no role of this environment goes beyond; every role carries it. A stack that git brings up needs the one that the account's stack makes for it. Default: none.",
                allowed: "the ARN of a policy, arn:aws:iam::…:policy/…",
                examples: ["arn:aws:iam::111122223333:policy/fairlead-staging-boundary"],
            }),
        secrets: secrets.default({}),
        connections: connectionsTo(kinds.sources),
        services: services(line).default({}),
        models: modelsFor(lineName, kinds).default({}),
        approval: z
            .strictObject({
                required: z.boolean().optional().meta({
                    description:
                        "Whether a person must agree before a release is deployed. Default: exactly where promotesFrom is set.",
                }),
                timeoutHours: z
                    .int()
                    .min(1)
                    .max(longestApprovalHours)
                    .default(24)
                    .meta({ description: "Hours after which a waiting approval is rejected." }),
                people: z
                    .record(
                        z
                            .string()
                            .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/)
                            .meta({ allowed: "a person's login on GitHub" }),
                        z
                            .string()
                            .regex(/^[\w+=,.@-]{2,64}$/)
                            .meta({
                                allowed: "the name under which that person approves: of their session or IAM user",
                                examples: ["ana.smith"],
                            }),
                    )
                    .default({})
                    .meta({
                        description:
                            "Who approves under which name, by their login on GitHub: for lines that a workflow makes, which says for whom it ran. Whoever may change the workflow may have it say another, so said-pushers has to be in loosen. Pushes that come by a connection tell no login. Default: nobody, and such a pusher is unknown.",
                        examples: [{ octocat: "ana.smith" }],
                    }),
            })
            .prefault({})
            .meta({ description: "Who has to agree before a release is deployed." }),
        team: (team as unknown as z.ZodType<DraftedTeam>)
            .optional()
            .meta({ description: "Who may do what with the lines, and how they sign in. Default: nothing is made." }),
        notify: z.array(recipient).default([]).meta({ description: "Who is told, and of what." }),
        logRetentionDays: z.literal(retentionDays).default(90).meta({ description: "Days that logs are kept." }),
    });
});

/** The least that a line has to say, as YAML. */
export function leastLine(kinds: Kinds): string {
    const outline = outlineAt(outlineOf(schemaFor(kinds)), {}, ["services", "web"]);
    return stringify({ web: sampleOf(outline ?? {}) }, { collectionStyle: "flow", lineWidth: 0 }).trim();
}

/** A configuration whose shape is right; rules look at this, and not all of it may yet be allowed. */
export interface Drafted {
    account: string;
    promotesTo: { environment: string; account: string }[];
    promotesFrom?: { environment: string; account: string };
    network: z.infer<typeof network>;
    loadBalancer: SharedBalancerSettings;
    fromAccount: z.infer<typeof fromAccount>;
    loosen: (typeof LOOSENINGS)[number][];
    permissionsBoundary?: string;
    /** By name; no value is left in them. */
    secrets: Record<string, { secure: string }>;
    connections: Record<string, string>;
    services: Record<string, Parts>;
    models: Record<string, WrittenModel>;
    approval: { required?: boolean; timeoutHours: number; people: Record<string, string> };
    team?: DraftedTeam;
    notify: RecipientArgs[];
    logRetentionDays: number;
}

/** For a description; the first that fits the target is the first of all, as far as it can be said here. */
function defaultOf(kinds: readonly Kind[]): string {
    const chosen = byDefault(kinds);
    return chosen ? ` Default: ${chosen.kind}.` : "";
}
