import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";

import * as command from "../../cli/deployments/command";
import { type Change, startedBy } from "../../cli/deployments/starts";
import type * as starting from "../../cli/deployments/starts";
import type { Plan } from "../../plan/document";
import { mutated } from "../support/mutant";
import { planOf, root, workInProjectOfTests } from "../support/program";

const oncePerAccount = {
    pulumiOidc: {
        organization: "acme",
        deployments: {
            repository: "acme/delivery",
            stacks: {
                staging: { previewPullRequests: true, deployCommits: true, paths: ["web/**", "!web/docs/**"] },
                test: { deployCommits: true },
                prod: {},
            },
        },
    },
};

describe("a change in git", () => {
    let plan: Plan;
    before(async () => (plan = await planOf("account", { overrides: { "fairlead:oncePerAccount": oncePerAccount } })));

    type Starts = typeof startedBy;
    const starts = (kind: Change["kind"], changed: readonly string[], by: Starts = startedBy): Record<string, string> =>
        Object.fromEntries(
            by(plan, { kind, changed }).flatMap(({ stack, operation }) => (operation ? [[stack, operation]] : [])),
        );

    it("of the program brings up every stack that is brought up by merges, and no other", () => {
        assert.deepEqual(starts("merge", ["components/line/make.ts"]), { staging: "update", test: "update" });
        assert.deepEqual(starts("merge", ["README.md", "package-lock.json"]), { staging: "update", test: "update" });
    });

    it("of one stack's settings brings up that stack", () => {
        assert.deepEqual(starts("merge", ["Pulumi.staging.yaml"]), { staging: "update" });
        assert.deepEqual(starts("merge", ["Pulumi.test.yaml"]), { test: "update" });
        assert.deepEqual(starts("merge", ["Pulumi.prod.yaml"]), {});
    });

    it("of what an image is built of brings up the stack that builds it, but for what is left out", () => {
        assert.deepEqual(starts("merge", ["web/server.ts"]), { staging: "update" });
        assert.deepEqual(starts("merge", ["web/docs/api.md"]), {});
    });

    it("of what only tells starts nothing", () => {
        assert.deepEqual(starts("merge", ["README.md", "docs/plan.md"]), {});
    });

    it("gets a preview while it is a pull request, and no more", () => {
        assert.deepEqual(starts("pull request", ["components/line/make.ts", "Pulumi.prod.yaml"]), {
            staging: "preview",
        });
        assert.deepEqual(starts("pull request", ["Pulumi.test.yaml"]), {});
    });

    it("that is given up starts nothing", () => {
        assert.deepEqual(starts("closed pull request", ["components/line/make.ts"]), {});
        assert.deepEqual(startedBy(plan, { kind: "closed pull request", changed: ["Pulumi.staging.yaml"] })[1], {
            stack: "staging",
            because: "nothing is merged",
        });
    });

    it("says why it starts nothing", () => {
        assert.deepEqual(startedBy(plan, { kind: "merge", changed: ["Pulumi.prod.yaml"] }), [
            { stack: "prod", because: "a person starts it" },
            { stack: "staging", because: "no path of it has changed" },
            { stack: "test", because: "no path of it has changed" },
        ]);
    });

    it("mutant: a pull request brings up what it is previewed in", () => {
        const wrong = mutated<typeof starting>("cli/deployments/starts", "cli/deployments/starts", [
            'operation: "preview"',
            'operation: "update"',
        ]);
        assert.deepEqual(starts("pull request", ["Pulumi.staging.yaml"], wrong.startedBy), { staging: "update" });
    });
});

describe("fairlead deployments", () => {
    workInProjectOfTests();
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), "deployments-"))));
    after(() => rmSync(folder, { recursive: true }));

    async function deployments(once: object, ...args: string[]): Promise<string> {
        const file = join(folder, "Pulumi.account.yaml");
        const config = {
            "aws:region": "eu-west-1",
            "fairlead:scope": "account",
            "fairlead:account": "111122223333",
            "fairlead:oncePerAccount": once,
        };
        writeFileSync(file, JSON.stringify({ config }));
        let text = "";
        const out = new Writable({ write: (part, _, done) => ((text += String(part)), done()) });
        await command.run(["--config-file", file, ...args], { out, err: out });
        return text;
    }

    it("tells what starts in each stack", async () => {
        assert.equal(
            await deployments(oncePerAccount, "--pull-request", "--changed", "Pulumi.staging.yaml"),
            "prod     nothing: no path of it has changed\nstaging  preview\ntest     nothing: no path of it has changed\n",
        );
    });

    it("tells whose stack it is that a pull request makes and takes away", async () => {
        const file = "tests/fixtures/review/Pulumi.account.yaml";
        const told = async (...args: string[]): Promise<string> => {
            let text = "";
            const out = new Writable({ write: (part, _, done) => ((text += String(part)), done()) });
            await command.run(["--config-file", join(root, file), "--changed", "package.json", ...args], {
                out,
                err: out,
            });
            return text;
        };
        assert.equal(await told("--pull-request"), "review  update of a stack of the pull request's own\n");
        assert.equal(await told(), "review  destroy of a stack of the pull request's own\n");
        assert.equal(await told("--closed"), await told());
        await assert.rejects(told("--closed", "--pull-request"), /open or closed: leave one out/);
    });

    it("says what is missing", async () => {
        await assert.rejects(deployments(oncePerAccount), /say what has changed: --changed Pulumi\.staging\.yaml/);
        await assert.rejects(deployments({}, "--changed", "a"), /no settings for Pulumi Deployments; write/);
    });
});
