import { z } from "zod";

import { SECRET_NAME } from "../../shared/secrets";
import { addressRanges, ARCHITECTURE, environment, healthPath, instanceType, sizeOf } from "../machines/settings";

const port = z.int().min(1).max(65535);
const number = (of: string) =>
    z
        .string()
        .regex(/^[1-9]\d*$/)
        .meta({
            description: `GitHub's number of the ${of}, in quotes.`,
            allowed: "a number in quotes",
            examples: ["123456"],
        });

const runner = z.strictObject({
    repository: z
        .string()
        .regex(/^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}\/(?!\.{1,2}$)[\w.-]{1,100}$/)
        .meta({
            description: "Repository on GitHub whose jobs run on the host.",
            allowed: "owner/name, as GitHub spells it",
            examples: ["acme/student"],
        }),
    visibility: z.enum(["private", "internal", "public"]).meta({
        description:
            "Who sees that repository. Has to be private: whoever may run a job on the host is root there. GitHub is asked about it whenever a runner is registered; one that is registered already takes a job of a repository that was made public meanwhile.",
        examples: ["private"],
    }),
    app: z
        .strictObject({
            id: number("App"),
            installation: number("App's installation in the repository"),
            privateKeySecret: z
                .string()
                .regex(SECRET_NAME)
                .meta({
                    description: "Name, below secrets of the stack, of the App's private key. No host has a way to it.",
                    allowed: "the name of a secret under secrets of the stack, and never the key itself",
                    examples: ["githubApp"],
                }),
        })
        .meta({ description: "GitHub App that may administer the repository, by which runners are registered." }),
    labels: z
        .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/))
        .min(1)
        .optional()
        .meta({
            description:
                "Labels by which jobs ask for the host. Default: self-hosted, and the line's and the stack's names.",
            examples: [["self-hosted", "students-prod"]],
        }),
});

export const settings = z.strictObject({
    port: port.meta({ description: "Port that clients reach, the only one that is open.", examples: [8080] }),
    containerPort: port
        .optional()
        .meta({ description: "Port that the container listens on. Default: port.", examples: [8080] }),
    healthPath,
    reachableFrom: addressRanges,
    architecture: ARCHITECTURE,
    instanceType,
    environment,
    drainingSeconds: z.int().min(0).max(600).default(30).meta({
        description:
            "Seconds that the container before has to end, and its answers under way with it, once it is told to (SIGTERM); it is told as soon as the new one answers.",
    }),
    runner: runner.optional().meta({
        description:
            "Makes the host a runner of GitHub Actions as well; needs runner-is-root in loosen. Default: it takes releases by Systems Manager alone, and jobs run elsewhere.",
    }),
});

export type RunnerHostSettings = z.infer<typeof settings>;

/** What depends on more than one setting, decided. */
export interface Decided extends Omit<RunnerHostSettings, "containerPort" | "instanceType"> {
    readonly containerPort: number;
    readonly instanceType: string;
}

export function decide(given: RunnerHostSettings): Decided {
    return { ...given, containerPort: given.containerPort ?? given.port, instanceType: sizeOf(given) };
}
