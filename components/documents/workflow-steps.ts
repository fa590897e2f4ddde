// Pieces that every job of our workflows is made of. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
import { Scalar } from "yaml";

import { uses } from "../../text/actions";

/** A script of ours and what it reads: fixed texts, and variables of the repository. */
export interface ScriptOfJob {
    /** As one shell runs it. */
    readonly script: string;
    readonly env: Readonly<Record<string, string>>;
    /** Variables of the repository, by what the script calls them. */
    readonly variables: Readonly<Record<string, string>>;
    /** Whether it talks to docker. @default false */
    readonly docker?: boolean;
}

/** An environment on GitHub that a job waits for, and what proves that it asks somebody. */
export interface Gate {
    readonly environment: string;
    readonly script: string;
}

/** By what a job signs in: variables of the repository, and its one secret where there are keys. */
export interface SignIn {
    /** Holds the ARN of the role. */
    readonly role: string;
    /** @default - GitHub's token for the job */
    readonly keys?: { readonly id: string; readonly secret: string };
}

export type Step = Readonly<Record<string, unknown>>;

export const RUNNER = "ubuntu-24.04";
/** Hosted runners of each processor: https://docs.github.com/en/actions/reference/runners/github-hosted-runners */
export const RUNNERS: Readonly<Record<string, string>> = {
    "linux/amd64": RUNNER,
    "linux/arm64": "ubuntu-24.04-arm",
};

/** Labels of who works jobs of linux/amd64. */
export interface Runners {
    readonly plain: string;
    /** Of those that talk to docker. */
    readonly docker: string;
    /** A script that each of their jobs begins with, before it does anything. @default - none */
    readonly first?: string;
}
export const HOSTED: Runners = { plain: RUNNER, docker: RUNNER };

// unverified: the token of a job with permissions of its own, or with none, may read its repository, as metadata is | fails as: each job in CodeBuild is red at its first step, curl says 403 or 404 | settle: one run of a line with runner
/** Before anything else of a job that somebody's own runner works. */
export function firstly({ first }: Runners): Step[] {
    if (first === undefined) return [];
    return [ours("private", { script: first, env: {}, variables: {} }, { GITHUB_TOKEN: "${{ github.token }}" })];
}

/** Without the token that git would else find in its configuration, and every later command with it. */
export function checkout(): Step[] {
    return [{ uses: uses("actions/checkout"), with: { "persist-credentials": false } }];
}

export function setUp({ python, node }: { readonly python?: string; readonly node?: string }): Step[] {
    return [
        ...(python === undefined
            ? []
            : [{ uses: uses("actions/setup-python"), with: { "python-version": quoted(python) } }]),
        ...(node === undefined ? [] : [{ uses: uses("actions/setup-node"), with: { "node-version": quoted(node) } }]),
    ];
}

/** Before anything else of its job: an environment that asks nobody is no gate. */
export function agreed({ environment, script }: Gate): Step {
    return ours("gate", { script, env: { GATE: environment }, variables: {} }, { GITHUB_TOKEN: "${{ github.token }}" });
}

export function signIn(
    { line, region }: { readonly line: string; readonly region: string },
    { role, keys }: SignIn,
): Step {
    return {
        uses: uses("aws-actions/configure-aws-credentials"),
        with: {
            ...(keys
                ? {
                      "aws-access-key-id": variable(keys.id),
                      "aws-secret-access-key": `\${{ secrets.${keys.secret} }}`,
                      // Tags of a session are a right of their own, sts:TagSession.
                      "role-skip-session-tagging": true,
                  }
                : {}),
            "role-to-assume": variable(role),
            "role-session-name": `${line}-\${{ github.run_id }}`,
            "aws-region": region,
        },
    };
}

/** What a job may ask GitHub for to sign in: nothing, where it has a key. */
export function token({ keys }: SignIn): Readonly<Record<string, string>> {
    return keys ? {} : { "id-token": "write" };
}

export function ours(
    name: string,
    { script, env, variables }: ScriptOfJob,
    run: Readonly<Record<string, string>>,
): Step {
    const named = Object.fromEntries(Object.entries(variables).map(([key, which]) => [key, variable(which)]));
    return { name, shell: "bash", env: { ...env, ...named, ...run }, run: block(script) };
}

export function command(name: string, run: string | undefined): Step[] {
    return run === undefined ? [] : [{ name, run }];
}

export function upload(name: string, path: string, missing = "error"): Step {
    return { uses: uses("actions/upload-artifact"), with: { name, path, "if-no-files-found": missing } };
}

export function download(name: string, path: string): Step {
    return { uses: uses("actions/download-artifact"), with: { name, path } };
}

export const variable = (name: string): string => `\${{ vars.${name} }}`;

function quoted(text: string): Scalar<string> {
    const scalar = new Scalar(text);
    scalar.type = Scalar.QUOTE_DOUBLE;
    return scalar;
}

function block(text: string): Scalar<string> {
    const scalar = new Scalar(`${text}\n`);
    scalar.type = Scalar.BLOCK_LITERAL;
    return scalar;
}
