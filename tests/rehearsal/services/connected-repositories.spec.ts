import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { JsonObject } from "../../../plan/document";
import type * as sound from "../../../rehearsal/services/connected-repositories";
import { ConnectedRepositories, connectionServices } from "../../../rehearsal/services/connected-repositories";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";
import { CONNECTION } from "../../support/connection";
import { mutated } from "../../support/mutant";

const AT = { connection: CONNECTION, name: "acme/shop" };

/** A pipeline that reads acme/shop, with this trigger. */
function pipelineOf(name: string, git: JsonObject, repository = AT.name) {
    const configuration = {
        ConnectionArn: CONNECTION,
        FullRepositoryId: repository,
        BranchName: "main",
        DetectChanges: "false",
    };
    const action = { name: "Source", category: "Source", provider: "CodeStarSourceConnection", configuration };
    return {
        type: "aws:codepipeline/pipeline:Pipeline",
        name,
        inputs: {
            name,
            roleArn: "arn:aws:iam::111122223333:role/p",
            pipelineType: "V2",
            stages: [{ name: "Source", actions: [action] }],
            triggers: [
                {
                    providerType: "CodeStarSourceConnection",
                    gitConfiguration: { sourceActionName: "Source", ...git },
                },
            ],
        },
    };
}

const ofFolder = (folder: string): JsonObject => ({
    pushes: [{ branches: { includes: ["main"] }, filePaths: { includes: [`${folder}/**`] } }],
});
const ofPullRequests: JsonObject = {
    pullRequests: [{ events: ["OPEN", "UPDATED"], branches: { includes: ["main"] } }],
};
/** A repository of three lines, a check of what is to be merged, a line of tags, and another repository. */
const plan = smallPlan("dev", [
    pipelineOf("web", ofFolder("services/web")),
    pipelineOf("api", ofFolder("services/api")),
    pipelineOf("worker", ofFolder("services/worker")),
    pipelineOf("check", ofPullRequests),
    pipelineOf("tagged", { pushes: [{ tags: { includes: ["v*"], excludes: ["v*-rc*"] } }] }),
    pipelineOf("stranger", { pushes: [{ branches: { includes: ["**"] } }] }, "acme/other"),
]);

/** A person's clone of acme/shop. */
class Clone {
    private readonly folder: string;

    constructor(
        test: TestAccount,
        private readonly repositories: ConnectedRepositories,
    ) {
        this.folder = join(test.folder, "clone");
        mkdirSync(this.folder);
        this.git("init", "--quiet", "--initial-branch=main");
        this.commit("README.md", "services/web/a.txt", "services/api/a.txt", "services/worker/a.txt");
        this.push("main");
    }

    public git(...command: readonly string[]): string {
        const config = ["-c", "user.name=Grace", "-c", "user.email=grace@example.com", "-c", "commit.gpgsign=false"];
        const env = { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", HOME: this.folder };
        return execFileSync("git", [...config, ...command], { cwd: this.folder, env, encoding: "utf8" }).trim();
    }

    public commit(...files: readonly string[]): string {
        for (const file of files) {
            mkdirSync(dirname(join(this.folder, file)), { recursive: true });
            writeFileSync(join(this.folder, file), String(Math.random()));
        }
        this.git("add", ".");
        this.git("commit", "--quiet", "--message", `change ${files.join(", ")}`);
        return this.git("rev-parse", "HEAD");
    }

    public push(...refs: readonly string[]): void {
        this.git("push", "--quiet", this.repositories.pathOf(AT), ...refs);
        this.repositories.look(AT);
    }
}

describe("repositories behind a connection", () => {
    const open: TestAccount[] = [];
    afterEach(() => open.splice(0).forEach((one) => one.remove()));

    function enter(Kind: typeof ConnectedRepositories = ConnectedRepositories): {
        test: TestAccount;
        clone: Clone;
        started: () => readonly string[];
    } {
        const test = accountOf([plan], { services: connectionServices });
        open.push(test);
        const clone = new Clone(test, test.account.part(Kind));
        const before = test.facts("run.queued").length;
        const started = () =>
            test
                .facts("run.queued")
                .slice(before)
                .map(({ data }) => nameOf(data));
        return { test, clone, started };
    }
    const nameOf = ({ pipeline }: JsonObject): string => String(pipeline).split(":").at(-1) ?? "";

    it("start the one line whose folder a push changes", () => {
        const { clone, started, test } = enter();
        const commit = clone.commit("services/api/a.txt");
        clone.push("main");
        assert.deepEqual(started(), ["api"]);
        const [queued] = test.facts("run.queued").slice(-1);
        assert.ok(queued);
        assert.deepEqual(queued.data["revisions"], [
            { actionName: "Source", revisionType: "COMMIT_ID", revisionValue: commit },
        ]);
        assert.equal(queued.data["trigger"], CONNECTION);
    });

    it("start each line whose folder one of the push's commits changes, once", () => {
        const { clone, started } = enter();
        clone.commit("services/api/a.txt");
        clone.commit("services/web/a.txt", "services/web/b.txt");
        clone.push("main");
        assert.deepEqual(started(), ["web", "api"]);
    });

    it("start nothing for a file of no line, for another branch, and for what was told already", () => {
        const { clone, started } = enter();
        clone.commit("README.md");
        clone.push("main");
        clone.git("checkout", "--quiet", "-b", "feature");
        clone.commit("services/api/a.txt");
        clone.push("feature");
        clone.push("feature");
        assert.deepEqual(started(), []);
    });

    it("do not tell which files a branch changes that is new", () => {
        const { test } = enter();
        assert.deepEqual(test.facts("webhook").length, 1);
        assert.deepEqual(test.facts("run.queued"), []);
    });

    it("start a line of tags for those that its trigger includes, and does not exclude", () => {
        const { clone, started, test } = enter();
        clone.git("tag", "--annotate", "--message", "first", "v1");
        clone.git("tag", "v2-rc1");
        clone.git("tag", "other");
        clone.push("--tags");
        assert.deepEqual(started(), ["tagged"]);
        const [queued] = test.facts("run.queued").slice(-1);
        const [revision] = queued?.data["revisions"] as [JsonObject];
        assert.equal(revision["revisionValue"], clone.git("rev-parse", "HEAD"));
    });

    it("start the check alone for a pull request that is opened or gets commits, and nothing when it is closed", () => {
        const { clone, started, test } = enter();
        clone.git("checkout", "--quiet", "-b", "feature");
        const opened = clone.commit("services/web/a.txt");
        clone.push("HEAD:refs/pull/7/head");
        assert.deepEqual(started(), ["check"]);
        const [queued] = test.facts("run.queued").slice(-1);
        const [revision] = queued?.data["revisions"] as [JsonObject];
        assert.equal(revision["revisionValue"], opened);
        const told = queued?.data["told"] as JsonObject;
        assert.deepEqual([told["PullRequestId"], told["DestinationBranchName"]], ["7", "main"]);
        clone.commit("services/web/a.txt");
        clone.push("HEAD:refs/pull/7/head");
        assert.deepEqual(started(), ["check", "check"]);
        clone.push(":refs/pull/7/head");
        assert.deepEqual(started(), ["check", "check"]);
    });

    it("give a commit as a zip, with what its author wrote of themselves", async () => {
        const { clone, test } = enter();
        const commit = clone.git("rev-parse", "HEAD");
        const ask = (input: JsonObject) =>
            test.account.gateway.call({
                by: { role: "arn:aws:iam::111122223333:role/line", as: "test" },
                action: "codeconnections:UseConnection",
                on: CONNECTION,
                input,
            }) as Promise<JsonObject>;
        const found = await ask({ repository: AT.name, branch: "main" });
        const { name, email, date } = found["author"] as Record<string, string>;
        assert.deepEqual([found["commitId"], name, email], [commit, "Grace", "grace@example.com"]);
        assert.match(date ?? "", /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
        await assert.rejects(ask({ repository: AT.name, branch: "nowhere" }), /acme\/shop has no branch nowhere here/);
        await assert.rejects(ask({ repository: AT.name, branch: "--all" }), /has no branch/);
        await assert.rejects(ask({ repository: "../../etc", branch: "main" }), /no owner\/name/);
    });

    it("know after a restart what they told before", () => {
        const { clone, started, test } = enter();
        clone.commit("services/api/a.txt");
        clone.push("main");
        const again = new ConnectedRepositories(test.account);
        test.journal.follow(again);
        again.look(AT);
        assert.deepEqual(started(), ["api"]);
    });

    for (const [what, file, change, wrongly] of [
        [
            "files that are not asked for",
            "rehearsal/events/git-triggers",
            ['!isRead(filter, "filePaths")', "true"],
            ["web", "api", "worker"],
        ],
        [
            "a repository that is not asked for",
            "rehearsal/services/connected-repositories",
            ["FullRepositoryId !== at.name", "false"],
            ["api", "stranger"],
        ],
    ] as const)
        it(`mutant: ${what}`, () => {
            const { ConnectedRepositories: Wrong } = mutated<typeof sound>(
                "rehearsal/services/connected-repositories",
                file,
                change,
            );
            const { clone, started } = enter(Wrong);
            clone.commit("services/api/a.txt");
            clone.push("main");
            assert.deepEqual(started(), wrongly);
        });
});
