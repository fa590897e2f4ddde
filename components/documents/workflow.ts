// Renders the make half of a line as a workflow of GitHub Actions. The jobs' scripts are the ones of every conductor.
import { Document } from "yaml";

import { uses } from "../../text/actions";
import {
    agreed,
    checkout,
    command,
    download,
    firstly,
    type Gate,
    ours,
    HOSTED,
    RUNNER,
    type Runners,
    RUNNERS,
    type ScriptOfJob,
    setUp,
    type SignIn,
    signIn,
    token,
    upload,
    variable,
} from "./workflow-steps";

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
    /** Who works the jobs of linux/amd64, but for the one that waits. @default - runners that GitHub hosts */
    readonly runners?: Runners;
    readonly roles: { readonly build: SignIn; readonly publish: SignIn };
    readonly integration: Integration;
    readonly build: ScriptOfJob;
    readonly scan: ScriptOfJob;
    readonly publish: ScriptOfJob;
    /** Lists what the image holds, which is then signed. @default - nothing is */
    readonly sbom?: ScriptOfJob;
    /** What publishing waits for. @default - nobody is asked */
    readonly gate?: Gate;
    /** Absent where nobody waits for what the pipeline ships. */
    readonly live?: ScriptOfJob;
}

export const workflowName = (line: string): string => `deliver ${line}`;

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
export function renderWorkflow(args: WorkflowArgs): string {
    const { line, environment, branch, integration } = args;
    const trained = integration.train !== undefined;
    const document = new Document({
        name: workflowName(line),
        on: { push: { branches: [branch] }, workflow_dispatch: {} },
        // Each job asks for what it needs.
        permissions: {},
        jobs: {
            integrate: integrate(args),
            ...(trained ? { train: train(args) } : {}),
            build: build(args, trained ? ["integrate", "train"] : ["integrate"]),
            ...(args.sbom ? { attest: attest(args, args.sbom) } : {}),
            publish: publish(args),
            ...(args.live ? { [`ship-${environment}`]: ship(args, args.live) } : {}),
        },
    });
    document.commentBefore = ` Rendered by: npx fairlead workflow --line ${line}\n What it says is set in the stack files; render it again instead of changing it here.`;
    return document.toString({ lineWidth: 0 });
}

function integrate({ integration, runners = HOSTED }: WorkflowArgs): unknown {
    const { install, lint, test, reports, ...tools } = integration;
    return {
        "runs-on": runners.plain,
        "timeout-minutes": 30,
        permissions: { contents: "read" },
        steps: [
            ...firstly(runners),
            ...checkout(),
            ...setUp(tools),
            ...command("install", install),
            ...command("lint", lint),
            ...command("test", test),
            ...(reports === undefined ? [] : [{ ...upload("reports", reports, "warn"), if: "always()" }]),
        ],
    };
}

function train({ integration, runners = HOSTED }: WorkflowArgs): unknown {
    const { install, train: trains, model, ...tools } = integration;
    return {
        needs: ["integrate"],
        "runs-on": runners.plain,
        "timeout-minutes": 60,
        permissions: { contents: "read" },
        steps: [
            ...firstly(runners),
            ...checkout(),
            ...setUp(tools),
            ...command("install", install),
            ...command("train", trains),
            ...(model === undefined ? [] : [upload("model", model)]),
        ],
    };
}

function build({ integration, platform, runners = HOSTED, ...args }: WorkflowArgs, needs: readonly string[]): unknown {
    const { model } = integration;
    const worked = RUNNERS[platform] === RUNNER;
    const digest = `echo "digest=$(jq -r '.ImageURI | split("@")[1]' out/imageDetail.json)" >>"$GITHUB_OUTPUT"`;
    return {
        needs,
        "runs-on": worked ? runners.docker : RUNNERS[platform],
        "timeout-minutes": 60,
        permissions: { contents: "read", ...token(args.roles.build) },
        outputs: { digest: "${{ steps.image.outputs.digest }}" },
        steps: [
            ...(worked ? firstly(runners) : []),
            ...checkout(),
            ...(model === undefined || integration.train === undefined ? [] : [download("model", model)]),
            signIn(args, args.roles.build),
            ours("build and push", args.build, { COMMIT_ID: "${{ github.sha }}" }),
            { name: "digest", id: "image", run: digest },
            ours("scan", args.scan, { DIGEST: "${{ steps.image.outputs.digest }}" }),
            ...(args.sbom
                ? [
                      ours("list what it holds", args.sbom, { DIGEST: "${{ steps.image.outputs.digest }}" }),
                      upload("sbom", "sbom"),
                  ]
                : []),
            upload("candidate", "out"),
        ],
    };
}

/**
 * Signed by GitHub, with a key that lives for this job and no secret of anybody's. Not beside the build: what runs there could
 * sign as well. It signs in to nothing of AWS and pushes nothing, so it needs no right there.
 * https://docs.github.com/en/actions/concepts/security/artifact-attestations
 */
function attest({ runners = HOSTED }: WorkflowArgs, { env, variables: { REPOSITORY_URI = "" } }: ScriptOfJob): unknown {
    const subject = {
        "subject-name": REPOSITORY_URI === "" ? env["REPOSITORY_URI"] : variable(REPOSITORY_URI),
        "subject-digest": "${{ needs.build.outputs.digest }}",
    };
    return {
        needs: ["build"],
        "runs-on": runners.plain,
        "timeout-minutes": 15,
        permissions: { attestations: "write", "id-token": "write" },
        steps: [
            ...firstly(runners),
            download("sbom", "sbom"),
            { name: "where it comes from", uses: uses("actions/attest"), with: subject },
            {
                name: "what it holds",
                uses: uses("actions/attest"),
                with: { ...subject, "sbom-path": "sbom/sbom.spdx.json" },
            },
        ],
    };
}

function publish(args: WorkflowArgs): unknown {
    const { gate, runners = HOSTED } = args;
    return {
        needs: ["build", ...(args.sbom ? ["attest"] : [])],
        ...(gate ? { environment: gate.environment } : {}),
        // One after the other, and what has begun is never ended by the next one; who waits gives way to a newer one. Not the
        // whole run: what waits for reviewers would keep the next commit from being built.
        concurrency: inTurn(args),
        "runs-on": args.publish.docker ? runners.docker : runners.plain,
        "timeout-minutes": 15,
        permissions: { ...(gate ? { actions: "read" } : {}), ...token(args.roles.publish) },
        steps: [
            ...firstly(runners),
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
                    // A run that began earlier and is slower must not put its older commit behind a newer one.
                    RUN_OF: "${{ github.workflow_ref }}",
                    RUN_NUMBER: "${{ github.run_number }}",
                    EXECUTION: "${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}",
                }),
                "working-directory": "candidate",
            },
        ],
    };
}

/** Between the line's runs. */
function inTurn({ line, environment }: Pick<WorkflowArgs, "line" | "environment">): unknown {
    return { group: `fairlead-${line}-${environment}`, "cancel-in-progress": false };
}

/**
 * On GitHub's own runner whatever works the others: it only waits, and a new account has one build at a time, which the steps of
 * the release that it waits for need. https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html
 */
function ship(args: WorkflowArgs, live: ScriptOfJob): unknown {
    return {
        needs: ["build", "publish"],
        "runs-on": RUNNER,
        "timeout-minutes": Number(live.env["WAIT_MINUTES"]) + 10,
        permissions: token(args.roles.build),
        steps: [
            signIn(args, args.roles.build),
            ours("wait until it is live", live, { DIGEST: "${{ needs.build.outputs.digest }}" }),
        ],
    };
}
