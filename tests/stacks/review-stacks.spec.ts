import * as assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import type * as settings from "../../stacks/settings";
import { filesBeside, stacksAmong } from "../../stacks/settings/neighbours";
import { filesIn } from "../../stacks/settings";
import { mutated } from "../support/mutant";
import { changed, complaint, type Raw, root, stackFile } from "./stack-files";

const FILES = "tests/fixtures/review";
const STACKS = "oncePerAccount.pulumiOidc.deployments.stacks";
const review = (): Raw => stackFile(path.join(FILES, "Pulumi.review.yaml"));

describe("a template of review stacks", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "review-"));
        cpSync(path.join(root, FILES), folder, { recursive: true });
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const beside = (stack: string, config: Raw): void =>
        writeFileSync(path.join(folder, `Pulumi.${stack}.yaml`), JSON.stringify({ config }));

    /** Where, and what is found there; the way out is read by a person once. */
    function refused(change: Record<string, unknown> = {}, project = "fairlead"): string[] {
        const raw = changed(stackFile(path.join(FILES, "Pulumi.account.yaml")), change);
        const own = { project, environment: "account", configFile: path.join(folder, "Pulumi.account.yaml") };
        const about = { ...own, ...filesBeside(own), stacksBeside: () => stacksAmong(filesIn(folder) ?? []) };
        const said = complaint(raw, "account", about) ?? "";
        return said
            .split("\n\n")
            .slice(1)
            .map((each) => each.replace(/\s+/g, " ").trim());
    }

    it("may stand where it lies alone, and its own file fits", () => assert.deepEqual(refused(), []));

    const only = (change: Record<string, unknown>, said: RegExp): void => {
        const [first = "", ...more] = refused(change);
        assert.match(first, said);
        assert.deepEqual(more, []);
    };

    it("is refused without its name in loosen", () =>
        only(
            { loosen: [] },
            /review\.reviewStacks is set: whoever may push a branch has nearly all rights in this account then allowed: nothing; or review-stacks in fairlead:loosen, which allows it fix: pulumi config rm/,
        ));

    it("is refused where it is brought up itself", () => {
        for (const [key, value] of Object.entries({
            previewPullRequests: true,
            deployCommits: true,
            drift: "0 6 * * *",
        }))
            only(
                { [`${STACKS}.review.${key}`]: value },
                new RegExp(`review\\.${key} .*is set, and review is a template, which nothing is made of`),
            );
    });

    it("is held to the same where a workflow of GitHub Actions makes its stacks", () => {
        const byGithub = stackFile(path.join(FILES, "github", "Pulumi.account.yaml"));
        const below = "oncePerAccount.githubOidc.infrastructure.stacks";
        const complaints = (change: Record<string, unknown>) =>
            (complaint(changed(byGithub, change), "account", { project: "fairlead", environment: "account" }) ?? "")
                .replace(/\s+/g, " ")
                .trim();
        assert.equal(complaints({}), "");
        assert.match(complaints({ loosen: [] }), /review\.reviewStacks is set: whoever may push a branch/);
        assert.match(complaints({ [`${below}.review.previewPullRequests`]: true }), /is set, and review is a template/);
        assert.match(complaints({ [`${below}.staging`]: {} }), /which has staging as well/);
    });

    it("is refused beside a stack that git brings up in the same account", () =>
        only(
            { [`${STACKS}.staging`]: {} },
            /review\.reviewStacks .*is set in account 222233334444, which has staging as well allowed: an account that has no other stacks/,
        ));

    it("is refused beside a stack in the same account whose file alone says so", () => {
        beside("prod", { "fairlead:account": "222233334444" });
        beside("staging", { "fairlead:account": "111122223333" });
        only({}, /which has prod as well/);
    });

    const unsaid = (): void => {
        beside("prod", { "fairlead:account": { secure: "v1:…" } });
        beside("test", {});
        writeFileSync(path.join(folder, "Pulumi.staging.yaml"), "config: [");
    };

    it("is refused beside a stack whose account is written in bare digits, or not to be read", () => {
        writeFileSync(path.join(folder, "Pulumi.prod.yaml"), "config: { fairlead:account: 222233334444 }");
        writeFileSync(path.join(folder, "Pulumi.staging.yaml"), "config: { fairlead:account: 111122223333 }");
        only({}, /which has prod as well/);
        unsaid();
        only({}, /which has prod, staging, test as well/);
    });

    it("is refused without a file of its own", () => {
        rmSync(path.join(folder, "Pulumi.review.yaml"));
        only({}, /review .*is a template, and Pulumi\.review\.yaml is not there/);
    });

    const FITS: Readonly<Record<string, readonly [key: string, value: unknown, said: RegExp]>> = {
        "lies in another account": ["account", "111122223333", /Pulumi\.review\.yaml is of account 111122223333/],
        "sends releases on": [
            "promotesTo",
            [{ environment: "prod", account: "222233334444" }],
            /names where releases come from, or go to/,
        ],
        "gets releases": [
            "promotesFrom",
            { environment: "staging", account: "222233334444" },
            /names where releases come from, or go to/,
        ],
        "could not be destroyed": ["loosen", ["plain-http"], /protects what holds data/],
        "has no boundary": ["permissionsBoundary", undefined, /has no boundary as its roles' boundary/],
        "has another's boundary": [
            "permissionsBoundary",
            "arn:aws:iam::222233334444:policy/fairlead-staging-boundary",
            /policy\/fairlead-staging-boundary as its roles' boundary allowed: fairlead-review-boundary of account/,
        ],
    };
    for (const [what, [key, value, said]] of Object.entries(FITS))
        it(`is refused where its stack ${what}`, () => {
            beside("review", changed(review(), { [key]: value }));
            only({}, said);
        });

    it("is refused where the names of its stacks would be too long for AWS", () =>
        only(
            { [`${STACKS}.review.reviewStacks`]: { named: "pr-for-the-delivery-of-acme" } },
            /makes the bucket fairlead-pr-for-the-delivery-of-acme-99999-releases-222233334444 64 characters long/,
        ));

    it("mutant: it lies beside others", () => {
        const wrong = mutated<typeof settings>("stacks/settings", "stacks/settings/review-stacks", [
            "if (others.length === 0) return [];",
            "return [];",
        ]);
        const raw = changed(stackFile(path.join(FILES, "Pulumi.account.yaml")), { [`${STACKS}.staging`]: {} });
        assert.ok(wrong.parseStack(raw, { project: "fairlead", environment: "account" }).account);
    });

    it("mutant: who does not say its account lies elsewhere", () => {
        unsaid();
        const wrong = mutated<typeof settings>("stacks/settings", "stacks/settings/review-stacks", [
            "account = settings.account, ",
            "account, ",
        ]);
        const own = {
            project: "fairlead",
            environment: "account",
            configFile: path.join(folder, "Pulumi.account.yaml"),
        };
        const about = { ...own, ...filesBeside(own), stacksBeside: () => stacksAmong(filesIn(folder) ?? []) };
        assert.ok(wrong.parseStack(stackFile(path.join(FILES, "Pulumi.account.yaml")), about).account);
    });

    it("mutant: it needs no name in loosen", () => {
        const wrong = mutated<typeof settings>("stacks/settings", "stacks/settings/review-stacks", [
            "settings.loosen.includes(",
            '["review-stacks"].includes(',
        ]);
        const raw = changed(stackFile(path.join(FILES, "Pulumi.account.yaml")), { loosen: [] });
        assert.ok(wrong.parseStack(raw, { project: "fairlead", environment: "account" }).account);
    });
});
