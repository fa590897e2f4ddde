import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type * as sources from "../../../rehearsal/up/source";
import { pushSources, stampOf } from "../../../rehearsal/up/source";
import { commitIn } from "../../../rehearsal/services/git";
import { pushDirectory, Repositories } from "../../../rehearsal/services/repositories";
import { accountOf, smallPlan, type TestAccount } from "../../support/account";
import { mutated } from "../../support/mutant";

describe("the stamp of an application", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "stamp-"));
        write("src/main.js", "one");
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const write = (name: string, text: string) => {
        mkdirSync(join(folder, name, ".."), { recursive: true });
        writeFileSync(join(folder, name), text);
    };

    it("stays while nobody touches it, and whatever is installed or committed", () => {
        const before = stampOf(folder);
        assert.equal(stampOf(folder), before);
        write("node_modules/x/index.js", "");
        write(".git/HEAD", "");
        assert.equal(stampOf(folder), before);
    });

    it("is another one after an edit, a new file and a removed one", () => {
        const stamps = [stampOf(folder)];
        write("src/main.js", "edited");
        stamps.push(stampOf(folder));
        write("src/more.js", "");
        stamps.push(stampOf(folder));
        rmSync(join(folder, "src", "main.js"));
        stamps.push(stampOf(folder));
        assert.equal(new Set(stamps).size, stamps.length);
    });

    it("is there also where the folder is not: `up` is the one to say so", () => {
        assert.equal(stampOf(join(folder, "nowhere")), stampOf(join(folder, "nowhere")));
    });
});

describe("an application that is pushed", () => {
    const ARN = "arn:aws:codecommit:eu-west-1:111122223333:shop";
    const configuration = { RepositoryName: "shop", BranchName: "main" };
    const action = {
        name: "Commit",
        category: "Source",
        owner: "AWS",
        provider: "CodeCommit",
        version: "1",
        configuration,
    };
    const plan = smallPlan("dev", [
        { type: "aws:codecommit/repository:Repository", name: "shop", inputs: { repositoryName: "shop" } },
        {
            type: "aws:codepipeline/pipeline:Pipeline",
            name: "shop",
            inputs: { stages: [{ name: "Source", actions: [{ ...action, outputArtifacts: ["Commit"] }] }] },
        },
    ]);
    let folder: string;
    let test: TestAccount;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "pushed-"));
        for (const of of ["given", "byHand"]) {
            mkdirSync(join(folder, of));
            writeFileSync(join(folder, of, "main.js"), of);
        }
        test = accountOf([plan]);
    });
    afterEach(() => {
        test.remove();
        rmSync(folder, { recursive: true });
    });

    const source = () => ({ source: join(folder, "given") });
    const head = () => commitIn(test.account.part(Repositories).pathOf(ARN), "refs/heads/main");

    /** What is there when a rehearsal goes on that was killed after a person's own push. */
    function goneOn(by: Pick<typeof sources, "pushSources"> = { pushSources }) {
        by.pushSources(test.account, source(), false);
        const given = head();
        const byHand = pushDirectory(test.account, ARN, join(folder, "byHand"), "By hand");
        by.pushSources(test.account, source(), false);
        return { given, byHand, then: head() };
    }

    it("is pushed once, and takes nothing back that a person has pushed since", () => {
        const { given, byHand, then } = goneOn();
        assert.notEqual(given, undefined);
        assert.notEqual(byHand, given);
        assert.equal(then, byHand);
    });

    it("is pushed again where a second release is asked for", () => {
        const { byHand } = goneOn();
        pushSources(test.account, source(), true);
        assert.notEqual(head(), byHand);
        assert.equal(test.facts("event").length, 3);
    });

    it("mutant: a rehearsal that goes on pushes it once more", () => {
        const file = "rehearsal/up/source";
        const { byHand, then } = goneOn(mutated<typeof sources>(file, file, ["if (isThere && !again)", "if (false)"]));
        assert.notEqual(then, byHand);
    });
});
