import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { unzipSync } from "fflate";

import type { Json, JsonObject } from "../../../plan/document";
import type { Digest } from "../../../rehearsal/engine/journal";
import { pushDirectory, Repositories, repositoryServices } from "../../../rehearsal/services/repositories";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";
import { mutated } from "../../support/mutant";

const ARN = "arn:aws:codecommit:eu-west-1:111122223333:shop";
const plan = smallPlan("dev", [
    { type: "aws:codecommit/repository:Repository", name: "shop", inputs: { repositoryName: "shop" } },
]);
const by = { role: "arn:aws:iam::111122223333:role/line", as: "test" };

describe("repositories", () => {
    const open: TestAccount[] = [];
    afterEach(() => open.splice(0).forEach((one) => one.remove()));

    function enter(folder?: string): TestAccount {
        const test = accountOf([plan], { folder, services: repositoryServices });
        open.push(test);
        return test;
    }

    /** An application of one file, which says `text`. */
    function application(test: TestAccount, text: string): string {
        const directory = join(test.folder, "application");
        mkdirSync(join(directory, "node_modules"), { recursive: true });
        writeFileSync(join(directory, "main.js"), text);
        writeFileSync(join(directory, "node_modules", "junk.js"), "");
        return directory;
    }

    const pushes = (test: TestAccount) => test.facts("event").map(({ data }) => data["detail"] as JsonObject);
    const ask = (test: TestAccount, name: string, input: Json) =>
        test.account.gateway.call({ by, action: `codecommit:${name}`, on: ARN, input });

    it("raise AWS's event for each push, and none where nothing changed", () => {
        const test = enter();
        const first = pushDirectory(test.account, ARN, application(test, "1"), "one");
        assert.equal(pushDirectory(test.account, ARN, application(test, "1"), "again"), first);
        const second = pushDirectory(test.account, ARN, application(test, "2"), "two");
        const same = {
            callerUserArn: "arn:aws:sts::111122223333:assumed-role/developer/ada",
            referenceFullName: "refs/heads/main",
            referenceName: "main",
            referenceType: "branch",
            repositoryName: "shop",
        };
        const [created, updated, ...more] = pushes(test).map(({ repositoryId: _, ...detail }) => detail);
        assert.deepEqual(created, { ...same, event: "referenceCreated", commitId: first });
        assert.deepEqual(updated, { ...same, event: "referenceUpdated", commitId: second, oldCommitId: first });
        assert.deepEqual(more, []);
        const { source, resources, account } = test.facts("event")[0]?.data ?? {};
        assert.deepEqual([source, resources, account], ["aws.codecommit", [ARN], "111122223333"]);
    });

    it("start a pipeline that looks at the branch by itself, and none that waits for events", () => {
        const pipeline = (name: string, branch: string, more: object = {}) => {
            const configuration = { RepositoryName: "shop", BranchName: branch, ...more };
            const source = { name: "Source", category: "Source", provider: "CodeCommit", configuration };
            const stages = [{ name: "Source", actions: [source] }];
            return {
                type: "aws:codepipeline/pipeline:Pipeline",
                name,
                inputs: { name, stages } as unknown as JsonObject,
            };
        };
        const looking = smallPlan("dev", [
            { type: "aws:codecommit/repository:Repository", name: "shop", inputs: { repositoryName: "shop" } },
            pipeline("looks", "main"),
            pipeline("looks-elsewhere", "next"),
            pipeline("waits", "main", { PollForSourceChanges: "false" }),
        ]);
        const test = accountOf([looking], { services: repositoryServices });
        open.push(test);
        pushDirectory(test.account, ARN, application(test, "1"), "one");
        pushDirectory(test.account, ARN, application(test, "2"), "two");
        const begun = test.facts("run.queued").map(({ data }) => String(data["pipeline"]).split(":").at(-1));
        assert.deepEqual(begun, ["looks", "looks"]);
    });

    it("leave nothing behind of a push, and nothing in the application", () => {
        const test = enter();
        const directory = application(test, "1");
        const before = readdirSync(directory);
        pushDirectory(test.account, ARN, directory, "one");
        assert.deepEqual(readdirSync(directory), before);
        assert.deepEqual(readdirSync(join(test.folder, "work")), []);
    });

    it("answer as CodeCommit does", async () => {
        const test = enter();
        const commitId = pushDirectory(test.account, ARN, application(test, "1"), "one\n\nwith a reason");
        assert.deepEqual(await ask(test, "GetBranch", { branchName: "main" }), {
            branch: { branchName: "main", commitId },
        });
        const { commit } = (await ask(test, "GetCommit", { commitId })) as { commit: JsonObject };
        const { committer, author, treeId, ...rest } = commit;
        assert.deepEqual(rest, { commitId, parents: [], message: "one\n\nwith a reason\n", additionalData: "" });
        assert.match(String((committer as JsonObject)["date"]), /^\d{10} [+-]\d{4}$/);
        assert.equal((author as JsonObject)["name"], "Ada");
        assert.match(String(treeId), /^[0-9a-f]{40}$/);
        const { digest } = (await ask(test, "UploadArchive", { commitId })) as { digest: Digest };
        const files = unzipSync(test.account.blobs.get(digest));
        assert.deepEqual(Object.keys(files), ["main.js"]);
        assert.equal(Buffer.from(files["main.js"] ?? []).toString(), "1");
    });

    it("refuse as CodeCommit does", async () => {
        const test = enter();
        await assert.rejects(ask(test, "GetBranch", { branchName: "main" }), { code: "BranchDoesNotExistException" });
        const commitId = "0".repeat(40);
        await assert.rejects(ask(test, "GetCommit", { commitId }), { code: "CommitIdDoesNotExistException" });
        const hostile = "--output=/tmp/x";
        await assert.rejects(ask(test, "UploadArchive", { commitId: hostile }), { code: "InvalidCommitIdException" });
        const call = { by, action: "codecommit:GetBranch", on: `${ARN}s`, input: { branchName: "main" } };
        await assert.rejects(test.account.gateway.call(call), { code: "RepositoryDoesNotExistException" });
    });

    it("hear of what a person pushes into the folder, and of a branch that goes", async () => {
        const test = enter();
        const repositories = test.account.part(Repositories);
        const first = pushDirectory(test.account, ARN, application(test, "1"), "one");
        const listener = repositories.listen(ARN);
        const git = (...command: string[]) => execFileSync("git", ["-C", repositories.pathOf(ARN), ...command]);
        const heard = async (count: number) => {
            for (let tries = 0; tries < 1000 && pushes(test).length < count; tries += 1) await sleep(10);
            return pushes(test).at(-1);
        };
        try {
            git("push", "--quiet", ".", "main:refs/heads/feature/x");
            assert.deepEqual(
                [(await heard(2))?.["referenceName"], repositories.branch(ARN, "feature/x")],
                ["feature/x", first],
            );
            git("push", "--quiet", ".", ":refs/heads/feature/x");
            const { event, commitId, oldCommitId } = (await heard(3)) ?? {};
            assert.deepEqual([event, commitId, oldCommitId], ["referenceDeleted", undefined, first]);
            assert.equal(repositories.branch(ARN, "feature/x"), undefined);
        } finally {
            listener.close();
        }
    });

    it("hear after a crash of a push that nobody heard of before it, once", () => {
        const first = enter();
        const commit = pushDirectory(first.account, ARN, application(first, "1"), "one");
        execFileSync("git", ["-C", first.account.part(Repositories).pathOf(ARN), "push", "-q", ".", "main:v2"]);
        first.leave();
        open.splice(0);
        const second = enter(first.folder);
        second.account.part(Repositories).look(ARN);
        second.account.part(Repositories).look(ARN);
        assert.deepEqual(
            pushes(second).map(({ referenceName, event }) => `${String(referenceName)} ${String(event)}`),
            ["main referenceCreated", "v2 referenceCreated"],
        );
        assert.equal(second.account.part(Repositories).branch(ARN, "v2"), commit);
    });

    it("mutant: a repository that forgets what its branches pointed at tells of the same push again", () => {
        const broken = mutated<{ pushDirectory: typeof pushDirectory }>(
            "rehearsal/services/repositories",
            "rehearsal/services/repositories",
            ["if (old === commitId || ", "if ("],
        );
        const test = enter();
        broken.pushDirectory(test.account, ARN, application(test, "1"), "one");
        broken.pushDirectory(test.account, ARN, application(test, "1"), "again");
        assert.ok(pushes(test).length > 1, "nobody noticed");
    });
});
