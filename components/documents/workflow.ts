// Renders the make half of a line as a workflow of GitHub Actions. The jobs' scripts are the ones of every conductor.
import { Document, Scalar } from "yaml";

import { uses } from "../../text/actions";

/** A script of ours and what it reads: fixed texts, and variables of the repository. */
export interface ScriptOfJob {
    /** As one shell runs it. */
    readonly script: string;
    readonly env: Readonly<Record<string, string>>;
    /** Variables of the repository, by what the script calls them. */
    readonly variables: Readonly<Record<string, string>>;
}

/** What the owner's own commands need and do; each may be absent. */
export interface Integration {
    readonly python?: string;
    readonly node?: string;
    readonly install?: string;
    readonly lint?: string;
    readonly test?: string;
    /** Folder of what the tests report. */
    readonly reports?: string;
    readonly train?: string;
    /** Folder of what training makes, which the image then holds. */
    readonly model?: string;
}

export interface WorkflowArgs {
    readonly line: string;
    readonly environment: string;
    readonly branch: string;
    readonly region: string;
    readonly platform: string;
    /** Variables that hold the ARNs of roles. */
    readonly roles: { readonly build: string; readonly publish: string };
    readonly integration: Integration;
    readonly build: ScriptOfJob;
    readonly scan: ScriptOfJob;
    readonly publish: ScriptOfJob;
    /** The environment on GitHub that publishing waits for, and what proves that it asks somebody. */
    readonly gate?: { readonly environment: string; readonly script: string };
    /** Absent where nobody waits for what the pipeline ships. */
    readonly live?: ScriptOfJob;
}

type Step = Readonly<Record<string, unknown>>;

/** Hosted runners of each processor: https://docs.github.com/en/actions/reference/runners/github-hosted-runners */
const RUNNERS: Readonly<Record<string, string>> = { "linux/amd64": "ubuntu-24.04", "linux/arm64": "ubuntu-24.04-arm" };
const RUNNER = RUNNERS["linux/amd64"];

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
export function renderWorkflow(args: WorkflowArgs): string {
    const { line, environment, branch, integration } = args;
    const trained = integration.train !== undefined;
    const document = new Document({
        name: `deliver ${line}`,
        on: { push: { branches: [branch] }, workflow_dispatch: {} },
        // Each job asks for what it needs.
        permissions: {},
        // A run that has begun to publish is never ended by the next one.
        concurrency: { group: `fairlead-${line}-${environment}`, "cancel-in-progress": false },
        jobs: {
            integrate: integrate(integration),
            ...(trained ? { train: train(integration) } : {}),
            build: build(args, trained ? ["integrate", "train"] : ["integrate"]),
            publish: publish(args),
            ...(args.live ? { [`ship-${environment}`]: ship(args, args.live) } : {}),
        },
    });
    document.commentBefore = ` Rendered by: npx fairlead workflow --line ${line}\n What it says is set in the stack files; render it again instead of changing it here.`;
    return document.toString({ lineWidth: 0 });
}

function integrate({ install, lint, test, reports, ...tools }: Integration): unknown {
    return {
        "runs-on": RUNNER,
        "timeout-minutes": 30,
        permissions: { contents: "read" },
        steps: [
            ...checkout(),
            ...setUp(tools),
            ...command("install", install),
            ...command("lint", lint),
            ...command("test", test),
            ...(reports === undefined ? [] : [{ ...upload("reports", reports, "warn"), if: "always()" }]),
        ],
    };
}

function train({ install, train: trains, model, ...tools }: Integration): unknown {
    return {
        needs: ["integrate"],
        "runs-on": RUNNER,
        "timeout-minutes": 60,
        permissions: { contents: "read" },
        steps: [
            ...checkout(),
            ...setUp(tools),
            ...command("install", install),
            ...command("train", trains),
            ...(model === undefined ? [] : [upload("model", model)]),
        ],
    };
}

function build({ integration, platform, ...args }: WorkflowArgs, needs: readonly string[]): unknown {
    const { model } = integration;
    const digest = `echo "digest=$(jq -r '.ImageURI | split("@")[1]' out/imageDetail.json)" >>"$GITHUB_OUTPUT"`;
    return {
        needs,
        "runs-on": RUNNERS[platform] ?? RUNNER,
        "timeout-minutes": 60,
        permissions: { contents: "read", "id-token": "write" },
        outputs: { digest: "${{ steps.image.outputs.digest }}" },
        steps: [
            ...checkout(),
            ...(model === undefined || integration.train === undefined ? [] : [download("model", model)]),
            signIn(args, args.roles.build),
            ours("build and push", args.build, { COMMIT_ID: "${{ github.sha }}" }),
            { name: "digest", id: "image", run: digest },
            ours("scan", args.scan, { DIGEST: "${{ steps.image.outputs.digest }}" }),
            upload("candidate", "out"),
        ],
    };
}

function publish(args: WorkflowArgs): unknown {
    const { gate } = args;
    return {
        needs: ["build"],
        ...(gate ? { environment: gate.environment } : {}),
        "runs-on": RUNNER,
        "timeout-minutes": 15,
        permissions: { ...(gate ? { actions: "read" } : {}), "id-token": "write" },
        steps: [
            ...(gate ? [agreed(gate)] : []),
            download("candidate", "candidate"),
            signIn(args, args.roles.publish),
            {
                ...ours("publish", args.publish, {
                    COMMIT_ID: "${{ github.sha }}",
                    BRANCH: "${{ github.ref_name }}",
                    // Text of strangers never stands in a script: there, a shell would read it.
                    COMMIT_MESSAGE: "${{ github.event.head_commit.message }}",
                    COMMIT_AT: "${{ github.event.head_commit.timestamp }}",
                    EXECUTION: "${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}",
                }),
                "working-directory": "candidate",
            },
        ],
    };
}

function ship(args: WorkflowArgs, live: ScriptOfJob): unknown {
    return {
        needs: ["build", "publish"],
        "runs-on": RUNNER,
        "timeout-minutes": Number(live.env["WAIT_MINUTES"]) + 10,
        permissions: { "id-token": "write" },
        steps: [
            signIn(args, args.roles.build),
            ours("wait until it is live", live, { DIGEST: "${{ needs.build.outputs.digest }}" }),
        ],
    };
}

/** Without the token that git would else find in its configuration, and every later command with it. */
function checkout(): Step[] {
    return [{ uses: uses("actions/checkout"), with: { "persist-credentials": false } }];
}

function setUp({ python, node }: Pick<Integration, "python" | "node">): Step[] {
    return [
        ...(python === undefined
            ? []
            : [{ uses: uses("actions/setup-python"), with: { "python-version": quoted(python) } }]),
        ...(node === undefined ? [] : [{ uses: uses("actions/setup-node"), with: { "node-version": quoted(node) } }]),
    ];
}

/** Before anything else of its job: an environment that asks nobody is no gate. */
function agreed({ environment, script }: NonNullable<WorkflowArgs["gate"]>): Step {
    return ours("gate", { script, env: { GATE: environment }, variables: {} }, { GITHUB_TOKEN: "${{ github.token }}" });
}

function signIn({ line, region }: Pick<WorkflowArgs, "line" | "region">, role: string): Step {
    return {
        uses: uses("aws-actions/configure-aws-credentials"),
        with: {
            "role-to-assume": variable(role),
            "role-session-name": `${line}-\${{ github.run_id }}`,
            "aws-region": region,
        },
    };
}

function ours(name: string, { script, env, variables }: ScriptOfJob, run: Readonly<Record<string, string>>): Step {
    const named = Object.fromEntries(Object.entries(variables).map(([key, which]) => [key, variable(which)]));
    return { name, shell: "bash", env: { ...env, ...named, ...run }, run: block(script) };
}

function command(name: string, run: string | undefined): Step[] {
    return run === undefined ? [] : [{ name, run }];
}

function upload(name: string, path: string, missing = "error"): Step {
    return { uses: uses("actions/upload-artifact"), with: { name, path, "if-no-files-found": missing } };
}

function download(name: string, path: string): Step {
    return { uses: uses("actions/download-artifact"), with: { name, path } };
}

const variable = (name: string): string => `\${{ vars.${name} }}`;

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
