import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { renderWorkflow, type WorkflowArgs } from "../../components/documents/workflow";
import type { ScriptOfJob } from "../../components/documents/workflow-steps";
import type * as rendering from "../../components/documents/workflow";
import { matchesGolden } from "../support/golden";
import { mutated } from "../support/mutant";
import { planOf, root } from "../support/program";
import { renderShipJob } from "../../components/documents/workflow-ship";
import { complaints, lint } from "../support/workflow-complaints";

const script = (text: string, env: Record<string, string> = {}): ScriptOfJob => ({
    script: text,
    env: { LINE: "web", ...env },
    variables: { RELEASES_BUCKET: "FAIRLEAD_WEB_STAGING_RELEASES_BUCKET" },
});
const least: WorkflowArgs = {
    line: "web",
    environment: "staging",
    branch: "main",
    region: "eu-west-1",
    platform: "linux/amd64",
    roles: { build: { role: "FAIRLEAD_WEB_STAGING_ROLE" }, publish: { role: "FAIRLEAD_WEB_STAGING_PUBLISH_ROLE" } },
    integration: {},
    build: script("build"),
    scan: script("scan"),
    publish: script("publish"),
};
const most: WorkflowArgs = {
    ...least,
    platform: "linux/arm64",
    runners: {
        plain: "codebuild-${{ vars.FAIRLEAD_WEB_STAGING_RUNNER }}-${{ github.run_id }}-${{ github.run_attempt }}",
        docker: "codebuild-${{ vars.FAIRLEAD_WEB_STAGING_RUNNER_DOCKER }}-${{ github.run_id }}-${{ github.run_attempt }}",
        first: "still private",
    },
    integration: {
        python: "3.10",
        node: "24",
        install: "pip install -r requirements.txt",
        lint: "ruff check .",
        test: "python -m unittest\npython -m unittest discover tests/trained",
        reports: "reports",
        train: "python -m app.train",
        model: "artifacts",
    },
    gate: { environment: "release", script: "gate" },
    sbom: { ...script("sbom"), variables: { REPOSITORY_URI: "FAIRLEAD_WEB_STAGING_REPOSITORY_URI" } },
    live: script("live", { WAIT_MINUTES: "30" }),
};

interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
    readonly env?: Readonly<Record<string, string>>;
}
interface Job {
    readonly "runs-on": string;
    readonly permissions: Readonly<Record<string, string>>;
    readonly needs?: readonly string[];
    readonly steps: readonly Step[];
    readonly [key: string]: unknown;
}
interface Workflow {
    readonly permissions: object;
    readonly concurrency?: object;
    readonly on: Readonly<Record<string, unknown>>;
    readonly jobs: Readonly<Record<string, Job>>;
}
const read = (text: string): Workflow => parse(text) as Workflow;
const stepsOf = (text: string): readonly Step[] => Object.values(read(text).jobs).flatMap(({ steps }) => steps);

const SCRIPTS = join(root, "components", "scripts");
/** The text of scripts is reviewed where it stands: here, their names. */
function outlined(text: string): string {
    const scripts = readdirSync(SCRIPTS).map((file) => [file, readFileSync(join(SCRIPTS, file), "utf8")] as const);
    return scripts.reduce((all, [file, whole]) => {
        const shown = whole.trimEnd().replace(/^(?=.)/gm, " ".repeat(10));
        return all.replaceAll(shown, `${" ".repeat(10)}<${file}>`);
    }, text);
}

describe("a workflow", () => {
    it("is what the stack says, to the letter", async () => {
        const { resources } = await planOf("staging", { configFile: "tests/fixtures/workflow/Pulumi.staging.yaml" });
        const made = resources.find(({ type }) => type === "fairlead:index:GithubActions");
        const text = String(made?.outputs["workflow"]);
        matchesGolden("workflows/students.yml", outlined(text));
        assert.deepEqual(await complaints(text), []);
    });

    for (const [what, args] of Object.entries({ least, most })) {
        it(`that says the ${what} is valid to GitHub's own parser`, async () => {
            assert.deepEqual(await complaints(renderWorkflow(args)), []);
        });
    }

    it("has nothing that actionlint would tell of", async () => {
        for (const args of [least, most]) assert.equal(await lint(renderWorkflow(args)), "");
    });

    it("mutant: an output that no step makes is told of by actionlint", async () => {
        assert.match(
            await lint(renderWorkflow(least).replaceAll("id: image", "id: picture")),
            /"image" is not defined/,
        );
    });

    it("mutant: a job that needs one which is not there is found out", async () => {
        const broken = renderWorkflow(least).replace(/needs:\n\s+- build/, "needs: [bild]");
        assert.match((await complaints(broken)).join(), /bild/);
    });

    it("gives no job more than it needs, and a token of AWS's only to those that sign in", () => {
        const { permissions, jobs } = read(renderWorkflow(most));
        assert.deepEqual(permissions, {});
        assert.deepEqual(Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job.permissions])), {
            integrate: { contents: "read" },
            train: { contents: "read" },
            build: { contents: "read", "id-token": "write" },
            attest: { attestations: "write", "id-token": "write" },
            publish: { actions: "read", "id-token": "write" },
            "ship-staging": { "id-token": "write" },
        });
    });

    const OF_GITHUB = "ubuntu-24.04";
    const worked = (render: typeof renderWorkflow): Record<string, string> =>
        Object.fromEntries(
            Object.entries(read(render({ ...most, platform: "linux/amd64" })).jobs).map(([name, job]) => [
                name,
                job["runs-on"],
            ]),
        );

    it("has every job worked by who is named but the one that waits, which would hold what the release needs", () => {
        const { plain, docker } = most.runners ?? assert.fail();
        assert.deepEqual(worked(renderWorkflow), {
            ...{ integrate: plain, train: plain, build: docker, attest: plain, publish: plain },
            "ship-staging": OF_GITHUB,
        });
    });

    const firstOf = (render: typeof renderWorkflow): string[] =>
        Object.entries(read(render({ ...most, platform: "linux/amd64" })).jobs).flatMap(([name, { steps }]) =>
            steps[0]?.run === "still private\n" ? [name] : [],
        );

    it("has every job in CodeBuild ask first whether the repository is private still, and no other", () => {
        assert.deepEqual(firstOf(renderWorkflow), ["integrate", "train", "build", "attest", "publish"]);
        assert.deepEqual(read(renderWorkflow(most)).jobs["build"]?.steps[0]?.run, undefined);
    });

    it("mutant: who publishes asks nobody", () => {
        const file = "components/documents/workflow";
        const wrong = mutated<typeof rendering>(file, file, [
            "_workflowsteps.firstly.call(void 0, runners),\n            ...(gate",
            "[],\n            ...(gate",
        ]);
        assert.ok(!firstOf(wrong.renderWorkflow).includes("publish"));
    });

    it("mutant: who waits holds a build", () => {
        const wrong = mutated<typeof rendering>("components/documents/workflow", "components/documents/workflow", [
            '"runs-on": _workflowsteps.RUNNER,',
            '"runs-on": args.runners.plain,',
        ]);
        assert.equal(worked(wrong.renderWorkflow)["ship-staging"], most.runners?.plain);
    });

    it("publishes where docker is only what a registry is asked for by it", () => {
        const args = { ...most, publish: { ...most.publish, docker: true } };
        assert.equal(read(renderWorkflow(args)).jobs["publish"]?.["runs-on"], most.runners?.docker);
    });

    it("mutant: who tests has docker", () => {
        const file = "components/documents/workflow";
        const wrong = mutated<typeof rendering>(file, file, ['"runs-on": runners.plain', '"runs-on": runners.docker']);
        assert.equal(worked(wrong.renderWorkflow)["integrate"], most.runners?.docker);
    });

    it("with keys shows one of the repository's secrets in place of a token, and asks GitHub for none", async () => {
        const keyed = (role: string): WorkflowArgs["roles"]["build"] => ({
            ...{ role: `${role}_ROLE`, keys: { id: `${role}_ACCESS_KEY_ID`, secret: `${role}_SECRET_ACCESS_KEY` } },
        });
        const signIn = keyed("FAIRLEAD_WEB_PROD_SHIP");
        const roles = { build: keyed("FAIRLEAD_WEB_STAGING"), publish: keyed("FAIRLEAD_WEB_STAGING_PUBLISH") };
        const text = renderWorkflow({ ...most, sbom: undefined, roles }) + ship({ signIn });
        assert.deepEqual(await complaints(text), []);
        const { jobs } = read(text);
        assert.ok(Object.values(jobs).every(({ permissions = {} }) => !("id-token" in permissions)));
        const shown = jobs["publish"]?.steps.find((step) => step.with?.["role-to-assume"] !== undefined)?.with;
        assert.deepEqual(shown, {
            "aws-access-key-id": "${{ vars.FAIRLEAD_WEB_STAGING_PUBLISH_ACCESS_KEY_ID }}",
            "aws-secret-access-key": "${{ secrets.FAIRLEAD_WEB_STAGING_PUBLISH_SECRET_ACCESS_KEY }}",
            "role-skip-session-tagging": true,
            "role-to-assume": "${{ vars.FAIRLEAD_WEB_STAGING_PUBLISH_ROLE }}",
            "role-session-name": "web-${{ github.run_id }}",
            "aws-region": "eu-west-1",
        });
        assert.equal(await lint(text), "");
    });

    const hosted = { ...most, runners: undefined };

    it("signs the image by its digest, in a job that signs in nowhere and runs nothing but GitHub's own action", () => {
        const { attest, publish, build } = read(renderWorkflow(hosted)).jobs;
        assert.deepEqual(publish?.needs, ["build", "attest"]);
        assert.ok(build?.steps.some(({ run }) => run === "sbom\n"));
        const subject = {
            "subject-name": "${{ vars.FAIRLEAD_WEB_STAGING_REPOSITORY_URI }}",
            "subject-digest": "${{ needs.build.outputs.digest }}",
        };
        const steps = attest?.steps.map(({ uses = "", run, ...step }) => [uses.split("@")[0], run, step.with]);
        assert.deepEqual(steps, [
            ["actions/download-artifact", undefined, { name: "sbom", path: "sbom" }],
            ["actions/attest", undefined, subject],
            ["actions/attest", undefined, { ...subject, "sbom-path": "sbom/sbom.spdx.json" }],
        ]);
        assert.equal(read(renderWorkflow(least)).jobs["attest"], undefined);
    });

    it("publishes only after the gate, under the role that the gate's environment alone is let in for", () => {
        const { publish } = read(renderWorkflow(hosted)).jobs;
        assert.equal(publish?.["environment"], "release");
        assert.equal(publish.steps[0]?.run, "gate\n");
        const role = publish.steps.flatMap((step) => step.with?.["role-to-assume"] ?? []);
        assert.deepEqual(role, ["${{ vars.FAIRLEAD_WEB_STAGING_PUBLISH_ROLE }}"]);
        assert.equal(read(renderWorkflow(least)).jobs["publish"]?.["environment"], undefined);
    });

    it("runs for pushes to its branch and by hand, and never for a pull request", () => {
        assert.deepEqual(read(renderWorkflow(most)).on, { push: { branches: ["main"] }, workflow_dispatch: {} });
    });

    it("publishes one run after the other, ends none, and holds nobody's build up while somebody is asked", () => {
        const { concurrency, jobs } = read(renderWorkflow(most));
        assert.deepEqual(jobs["publish"]?.["concurrency"], {
            group: "fairlead-web-staging",
            "cancel-in-progress": false,
        });
        assert.equal(concurrency, undefined);
    });

    const ship = (more: object = {}): string =>
        renderShipJob({
            ...{ line: "web", environment: "prod", region: "eu-west-1", behind: "production", waitMinutes: 45 },
            signIn: { role: "FAIRLEAD_WEB_PROD_SHIP_ROLE" },
            ship: script("ship"),
            ...more,
        });

    it("has a job that ships below its jobs: valid, behind its environment, one at a time, with no power but its token", async () => {
        const text = renderWorkflow(least) + ship({ gate: { environment: "production", script: "gate" } });
        assert.deepEqual(await complaints(text), []);
        const { steps, ...job } = read(text).jobs["ship-prod"] ?? assert.fail();
        assert.deepEqual(job, {
            needs: ["build", "publish"],
            environment: "production",
            concurrency: { group: "fairlead-web-prod-ship", "cancel-in-progress": false },
            "runs-on": "ubuntu-24.04",
            "timeout-minutes": 55,
            permissions: { actions: "read", "id-token": "write" },
        });
        assert.equal(steps[0]?.run, "gate\n");
        assert.equal(await lint(text), "");
    });

    it("uses actions by commit, with the version beside it", () => {
        const lines = renderWorkflow(most)
            .split("\n")
            .filter((line) => line.includes("uses:"));
        assert.ok(lines.length > 8);
        for (const line of lines) assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

    it("puts nothing that GitHub fills in into a shell: it comes as a variable", () => {
        for (const { run = "" } of stepsOf(renderWorkflow(most))) assert.doesNotMatch(run, /\$\{\{/);
        const publishes = stepsOf(renderWorkflow(most)).find(({ run }) => run?.trim() === "publish");
        assert.equal(publishes?.env?.["COMMIT_MESSAGE"], "${{ github.event.head_commit.message }}");
    });

    it("mutant: a message of strangers in a shell is found out", () => {
        const file = "components/documents/workflow";
        const broken = mutated<typeof rendering>(file, `${file}-steps`, [
            "run: block(script)",
            "run: block(script + run.COMMIT_MESSAGE)",
        ]);
        assert.ok(stepsOf(broken.renderWorkflow(most)).some(({ run = "" }) => run.includes("${{")));
    });

    it("leaves git's token nowhere", () => {
        const checkouts = stepsOf(renderWorkflow(most)).filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
        assert.equal(checkouts.length, 3);
        for (const step of checkouts) assert.deepEqual(step.with, { "persist-credentials": false });
    });

    it("keeps a version a text: 3.10 is no number", () => {
        const versions = stepsOf(renderWorkflow(most)).flatMap((step) => step.with?.["python-version"] ?? []);
        assert.deepEqual(versions, ["3.10", "3.10"]);
    });

    it("builds an image on its own processor, whoever works the other jobs", () => {
        const where = (args: WorkflowArgs) => {
            const { build, integrate } = read(renderWorkflow(args)).jobs;
            return [build?.["runs-on"], integrate?.["runs-on"]];
        };
        const { plain, docker } = most.runners ?? assert.fail();
        assert.deepEqual(where(most), ["ubuntu-24.04-arm", plain]);
        assert.deepEqual(where({ ...most, runners: undefined }), ["ubuntu-24.04-arm", "ubuntu-24.04"]);
        assert.deepEqual(where({ ...most, platform: "linux/amd64" }), [docker, plain]);
    });
});
