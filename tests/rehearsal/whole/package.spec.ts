// A line that carries bundles, from a push to the candidate, with the real scripts and the application's own tests.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { unzipSync } from "fflate";

import type { Plan } from "../../../plan/document";
import type { LocalAccount } from "../../../rehearsal/account/local-account";
import type { Fact } from "../../../rehearsal/engine/journal";
import { breakages } from "../../../rehearsal/faults";
import { breakWith } from "../../../rehearsal/faults/source";
import { Objects } from "../../../rehearsal/services/objects";
import { Estate } from "../../iam/support/estate";
import { planOf, root } from "../../support/program";
import { rehearsed } from "../../support/rehearsed";

const APPLICATION = join(root, "examples", "code-suite-vm");
const FOLDER = join("tests", "fixtures", "bundles");
const bundling = (stack: string): Promise<Plan> =>
    planOf(stack, { program: join(FOLDER, "index.ts"), configFile: join(FOLDER, `Pulumi.${stack}.yaml`) });
const objects = (facts: readonly Fact[], key: RegExp): readonly string[] =>
    facts.filter(({ kind, about }) => kind === "object" && key.test(about)).map(({ about }) => about);
const endOf = (facts: readonly Fact[], action: string): readonly unknown[] =>
    facts
        .filter(({ kind, about }) => kind === "action.ended" && about.endsWith(`/${action}`))
        .map(({ data }) => data["status"]);

function filesAt(account: LocalAccount, place: string): Record<string, Uint8Array> {
    const [bucket = "", ...key] = place.split("/");
    const version = account.part(Objects).find(bucket, key.join("/"));
    return unzipSync(account.blobs.get(version?.digest ?? ("" as never)));
}

describe("a line that carries bundles", function () {
    this.timeout(180_000);
    let application: string;
    beforeEach(() => {
        application = mkdtempSync(join(tmpdir(), "package-"));
        cpSync(APPLICATION, application, { recursive: true });
    });
    afterEach(() => rmSync(application, { recursive: true, force: true }));

    it("has jobs that may do what their scripts call, and no more", async () => {
        const estate = new Estate([await bundling("staging"), await bundling("prod")]);
        assert.deepEqual([estate.holes(), estate.missing(), estate.excessive()], [[], [], []]);
    });

    it("goes from a push to the candidate: tested, zipped, kept under its checksum", async () => {
        let files: Record<string, Uint8Array> = {};
        const { facts } = await rehearsed([await bundling("staging")], {
            source: application,
            then: (account, so) => {
                const [bundle = ""] = objects(so, /\/bundles\/site\/[0-9a-f]{64}\.zip$/);
                files = filesAt(account, bundle);
                return Promise.resolve();
            },
        });
        assert.deepEqual(
            [endOf(facts, "Build/Build"), endOf(facts, "Publish/Publish")],
            [["Succeeded"], ["Succeeded"]],
        );
        assert.deepEqual(
            facts.filter(({ kind }) => kind === "denied").map(({ about }) => about),
            [],
        );
        assert.equal(objects(facts, /\/bundles\/site\//).length, 1);
        assert.deepEqual(
            Buffer.from(files["appspec.yml"] ?? []).toString(),
            readFileSync(join(application, "appspec.yml"), "utf8"),
        );
    });

    it("releases nothing whose test fails, as --fault build has it", async () => {
        const plans = [await bundling("staging")];
        const changed = breakWith(breakages.get("build") ?? [], application, plans);
        assert.equal(changed, "test_fault_build.py is a test that fails");
        const { facts } = await rehearsed(plans, { source: application });
        assert.deepEqual([endOf(facts, "Build/Build"), endOf(facts, "Publish/Publish")], [["Failed"], []]);
        assert.deepEqual(objects(facts, /\/bundles\/site\//), []);
    });
});
