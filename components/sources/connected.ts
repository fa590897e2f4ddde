// Repositories outside AWS, read through a connection of CodeConnections. Git providers differ only in names.
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { EnvironmentContext } from "../context";
import { arnIn, autonamed } from "../environment-ref";
import type { Awaited, Source } from "../parts";
import type { Statement } from "../shell";
import type { SourceKind } from "../kind";
import type { BranchFilter, GitStart } from "../starts";
import { clone } from "./clone";
import { rules } from "./connected/rules";

/** A Git provider, in CodeConnections' words. */
export interface GitProvider<Name extends string> {
    readonly kind: Name;
    /** Its name, as AWS's console has it. */
    readonly name: string;
    /** The form of a repository's name there, for CodePipeline's `FullRepositoryId`. */
    readonly repository: { readonly pattern: RegExp; readonly allowed: string; readonly example: string };
}

/**
 * How many patterns a filter takes, and how long each may be:
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GitFilePathFilterCriteria.html
 */
const MOST_PATTERNS = 8;
const LONGEST_PATTERN = 255;

const patterns = (description: string, example: string) =>
    z
        .array(
            z
                .string()
                .min(1)
                .max(LONGEST_PATTERN)
                .meta({ examples: [example] }),
        )
        .min(1)
        .max(MOST_PATTERNS)
        .optional()
        .meta({ description, examples: [[example]] });

const shapeOf = ({ name, repository: { pattern, allowed, example } }: GitProvider<string>) =>
    z.strictObject({
        repository: z
            .string()
            .regex(pattern)
            .meta({ description: `Repository at ${name}, which exists.`, allowed, examples: [example] }),
        branch: z
            .string()
            .regex(/^[\w.@+-]+(\/[\w.@+-]+)*$/)
            .optional()
            .meta({
                description: "Branch whose pushes are released. Default: main, where no tags are named.",
                allowed: "the name of one branch: letters, digits, - _ . @ + and / between them",
                examples: ["main"],
            }),
        tags: patterns("Tags whose pushes are released, and nothing else; * stops at a slash, ** does not.", "v*"),
        paths: patterns(
            "Files of which one must have changed in a push. Default: all of folder, where it is named.",
            "services/web/**",
        ),
        folder: z
            .string()
            .regex(/^(?!.*(^|\/)\.{1,2}(\/|$))[\w.@+-]+(\/[\w.@+-]+)*$/)
            .optional()
            .meta({
                description:
                    "Where in the repository the line's files are; the build works there. Default: at its top.",
                allowed: "a folder relative to the repository, without a slash at either end",
                examples: ["services/web"],
            }),
        clone,
        pullRequests: z.boolean().default(false).meta({
            description:
                "Whether the tests of a pull request for the branch run before it is merged, in a pipeline that can deploy nothing; tags: for any branch.",
        }),
    });

export type ConnectedSettings = z.infer<ReturnType<typeof shapeOf>>;

const SOURCE = "Source";
/** A filter of pull requests has to name branches. */
const ANY: BranchFilter = { branches: ["**"] };

/** An existing repository there; its owner makes it, and the connection too. */
export function connected<const Name extends string>(
    provider: GitProvider<Name>,
): SourceKind<Name, ReturnType<typeof shapeOf>, Source | Awaited> {
    const settings = shapeOf(provider);
    return {
        kind: provider.kind,
        connects: provider.name,
        settings,
        rules,
        checks: ({ pullRequests }) => pullRequests,
        make(line, { repository, branch = "main", tags, folder, pullRequests, ...asked }, _from, context) {
            const arn = context.connections[provider.kind];
            if (arn === undefined) return { awaits: [howToConnect(line, provider, repository, context)] };
            const filePaths = asked.paths ?? (folder === undefined || tags ? undefined : [`${folder}/**`]);
            const onBranch: BranchFilter = { branches: [branch], ...(filePaths ? { filePaths } : {}) };
            const start: GitStart = { source: SOURCE, git: { push: tags ? { tags } : onBranch } };
            return {
                step: {
                    name: SOURCE,
                    gives: "Source",
                    run: {
                        action: {
                            category: "Source",
                            provider: "CodeStarSourceConnection",
                            configuration: {
                                ConnectionArn: arn,
                                FullRepositoryId: repository,
                                BranchName: branch,
                                OutputArtifactFormat: "CODE_ZIP", // with a clone, every job that reads it could use the connection
                                DetectChanges: "false", // the trigger starts it; the action itself would start it twice
                            },
                        },
                    },
                    allow: [usesConnection(arn)],
                },
                starts: [start],
                ...(pullRequests ? { checks: [{ source: SOURCE, git: { pullRequest: tags ? ANY : onBranch } }] } : {}),
                ...(folder === undefined ? {} : { folder }),
                commit: { COMMIT_ID: { step: SOURCE, variable: "CommitId" } },
                describe: {
                    scripts: ["connected-commit"],
                    env: { SOURCE, ...(tags ? { TAGS: tags.join(" ") } : {}) },
                    allow: [
                        {
                            actions: [
                                "codepipeline:ListActionExecutions",
                                ...(tags ? ["codepipeline:GetPipelineExecution"] : []),
                            ],
                            // The pipeline refers to this job, so the job can only use the pattern of the pipeline's name.
                            on: [arnIn(context, "codepipeline", autonamed(`${line}-make`, context))],
                        },
                    ],
                },
                nextSteps: [
                    `where a release of ${line} has to be approved, put unnamed-pushers into loosen: AWS is not told who pushed at ${provider.name}, so without it no approval passes`,
                    `let the connection's app read ${repository} at ${provider.name}, if it may not yet; else ${line}-make is red at ${SOURCE}`,
                ],
                outputs: {},
            };
        },
    };
}

// unverified: a role may name both prefixes in actions and ARNs, whichever the connection has
// | fails as: make is red at Source, "not authorized to perform: codestar-connections:UseConnection"
// | settle: aws codepipeline list-action-executions --pipeline-name <make>, on a connection made in the console
/**
 * A connection has its old or its new name, and so has what is asked about it:
 * https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
 */
function usesConnection(arn: string): Statement {
    const [old, now] = ["codestar-connections", "codeconnections"];
    return {
        actions: [`${now}:UseConnection`, `${old}:UseConnection`],
        on: [arn.replace(`:${old}:`, `:${now}:`), arn.replace(`:${now}:`, `:${old}:`)],
    };
}

/** No API can: https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-create.html */
function howToConnect(
    line: string,
    { kind, name }: GitProvider<string>,
    repository: string,
    { project, region }: EnvironmentContext,
): pulumi.Input<string> {
    const page = `https://${region}.console.aws.amazon.com/codesuite/settings/connections/create?region=${region}`;
    return `${line} has no make yet: connect ${name} at ${page}, let its app read ${repository}, then say which connection it is: pulumi config set --path '${project}:connections.${kind}' <its ARN>, and pulumi up`;
}
