// A model from a commit to an endpoint: trained by the plan's own definition, rejected, trained again, approved, invoked; then what
// events do on AWS, which come twice and out of order.
import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";

import { stringify } from "yaml";

import type { JsonObject } from "../../plan/document";
import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Approver } from "../../rehearsal/actions/types";
import type { Fact } from "../../rehearsal/engine/journal";
import { Bus } from "../../rehearsal/events/bus";
import { type ModelPackage, Registry } from "../../rehearsal/sagemaker/registry";
import { Objects } from "../../rehearsal/services/objects";
import { pushDirectory } from "../../rehearsal/services/repositories";
import type { Story } from "../../rehearsal/screen/story";
import { planOf, root } from "../support/program";
import { rehearsed } from "../support/rehearsed";
import { isOnPath, skipBecause } from "../support/skip";

const EXAMPLE = "examples/image-classification";
const GRACE = "arn:aws:sts::111122223333:assumed-role/approver/grace";
const ACCOUNT = "111122223333";
const STACKS = {
    staging: {
        "fairlead:promotesTo": [{ environment: "prod", account: ACCOUNT }],
        "fairlead:loosen": ["destroy-with-data"],
        "fairlead:models": {
            digits: {
                source: { kind: "codecommit", repository: "digits" },
                training: {
                    testStage: "test",
                    gate: { metric: "accuracy", atLeast: 0.95 },
                    contentTypes: ["application/json", "image/png"],
                },
                deploy: { kind: "serverless" },
            },
        },
    },
    prod: {
        "fairlead:promotesFrom": { environment: "staging", account: ACCOUNT },
        "fairlead:models": { digits: { deploy: { kind: "endpoint", count: 2, rollout: { kind: "canary" } } } },
    },
} as const;
const STATE = "SageMaker Model Package State Change";

/** The first version is one too many. */
const approver: Approver = ({ action }) =>
    Promise.resolve(
        action === "version 1"
            ? { status: "Rejected", by: GRACE, summary: "confuses 3 and 8" }
            : { status: "Approved", by: GRACE, summary: "" },
    );

describe("a model of the example", function () {
    this.timeout(600_000);
    const [source, settings] = ["digits-", "settings-"].map((name) => mkdtempSync(join(tmpdir(), name))) as [
        string,
        string,
    ];
    /** What was seen after each act: candidates of the line, and runs of its ship. */
    const seen: Record<string, { readonly candidates: number; readonly runs: number }> = {};
    let packages: readonly ModelPackage[] = [];
    let evidence = "";
    let facts: readonly Fact[] = [];
    let shortcomings: readonly string[] = [];
    let story: Story;

    before(async function () {
        if (!isOnPath("python3")) skipBecause(this, "no python3 on PATH");
        cpSync(join(root, EXAMPLE), source, { recursive: true });
        const plans = Object.entries(STACKS).map(([stack, config]) => {
            const configFile = join(settings, `Pulumi.${stack}.yaml`);
            writeFileSync(
                configFile,
                stringify({ config: { "aws:region": "eu-west-1", "fairlead:account": ACCOUNT, ...config } }),
            );
            return planOf(stack, { configFile });
        });
        ({ facts, shortcomings, story } = await rehearsed(await Promise.all(plans), { source, approver, then: acts }));
    });
    after(() => [source, settings].forEach((folder) => rmSync(folder, { recursive: true, force: true })));

    async function acts(account: LocalAccount, told: readonly Fact[]): Promise<void> {
        const look = (act: string) => {
            const candidates = told.filter(
                ({ kind, about }) => kind === "object" && /staging.*\/releases\/digits\/candidate\.zip$/.test(about),
            );
            const runs = told.filter(
                ({ kind, data }) => kind === "run.queued" && /digits-ship-staging/.test(String(data["pipeline"])),
            );
            seen[act] = { candidates: candidates.length, runs: runs.length };
        };
        const registry = account.part(Registry);
        look("rejected");
        appendFileSync(join(source, "src/digits/train.py"), "\n\n# A second try.\n");
        const [repository] = account.created(TYPE.codeRepository);
        assert.ok(repository);
        pushDirectory(account, text(repository.resource, "arn"), source, "Try again");
        await account.quiet();
        look("approved");
        const event = told.filter(({ kind, data }) => kind === "event" && data["detail-type"] === STATE).at(-1);
        assert.equal((event?.data["detail"] as JsonObject)["ModelPackageVersion"], 2);
        for (let times = 0; times < 5; times += 1) deliver(account, event as Fact);
        await account.quiet();
        look("delivered five times more");
        // Two more versions: the first is approved before the second, and its event comes after.
        const [, two] = registry.of();
        const [three, four] = [1, 2].map((level) =>
            registry.register(packedAgain(account, two as ModelPackage, level), GRACE),
        );
        if (!three || !four) throw new Error("two more versions were registered");
        const late = approvedSilently(account, three, event as Fact);
        await sleep(1_100);
        registry.change(four.arn, { ModelApprovalStatus: "Approved" }, GRACE);
        await account.quiet();
        look("a newer one approved");
        deliver(account, late);
        await account.quiet();
        look("the older one's event afterwards");
        packages = registry.of();
        const page = told
            .filter(({ kind, about }) => kind === "object" && /evidence\/digits\/.*\.md$/.test(about))
            .at(-1);
        evidence = Buffer.from(account.blobs.get(page?.blobs?.[0] ?? "sha256:")).toString();
    }

    it("is trained by the plan's own definition, and waits with its metrics", () => {
        const runs = facts.filter(({ kind }) => kind === "training.ended").map(({ data }) => data["status"]);
        assert.deepEqual(runs, ["Succeeded", "Succeeded"]);
        assert.deepEqual(
            packages.map(({ version, described }) => [version, described["ModelApprovalStatus"]]),
            [
                [1, "Rejected"],
                [2, "Approved"],
                [3, "Approved"],
                [4, "Approved"],
            ],
        );
    });
    it("rejected, is released nowhere: the only candidate is release 0, and ship ran for it alone", () => {
        assert.deepEqual(seen["rejected"], { candidates: 1, runs: 1 });
    });
    it("approved, is a candidate, shipped and invoked, and the same in prod", () => {
        assert.deepEqual(seen["approved"], { candidates: 2, runs: 2 });
        assert.deepEqual(shortcomings, []);
        const [staging, prod] = story.running.map(({ carried }) => carried?.digest);
        assert.ok(staging !== undefined && staging === prod);
        const commits = story.running.map(({ carried }) => carried?.commit);
        assert.match(commits[0] ?? "", /^[0-9a-f]{40}$/);
        assert.equal(commits[0], commits[1]);
    });
    it("shows who approves that its tests passed, in which stage", () => {
        assert.match(evidence, /\| tests \|.*\| passed in stage test \(as staging says\) \|/);
    });
    it("is released once, however often its approval is told", () => {
        assert.deepEqual(seen["delivered five times more"], seen["approved"]);
    });
    it("is not overtaken by an older approval that arrives later", () => {
        assert.deepEqual(seen["a newer one approved"], { candidates: 3, runs: 3 });
        assert.deepEqual(seen["the older one's event afterwards"], seen["a newer one approved"]);
    });
});

/** As EventBridge may: the same event, with the same id and time. */
function deliver(account: LocalAccount, { about, data }: Pick<Fact, "about" | "data">): void {
    account.record({ kind: "event", about, data });
    account.work(account.part(Bus).idle());
}

/** The same model as other bytes, which nobody has approved yet. */
function packedAgain(account: LocalAccount, { described }: ModelPackage, level: number): JsonObject {
    const told = JSON.stringify({ ...described, ModelApprovalStatus: "Rejected" });
    const [, bucket = "", key = ""] = /s3:\/\/([^/]+)\/([^"]+model\.tar\.gz)/.exec(told) ?? [];
    const objects = account.part(Objects);
    const bytes = gunzipSync(account.blobs.get(objects.find(bucket, key)?.digest ?? "sha256:"));
    const other = key.replace("/output/", `${level}/output/`);
    objects.write(bucket, other, gzipSync(bytes, { level }));
    return JSON.parse(told.replaceAll(key, other)) as JsonObject;
}

/** An approval whose event is still on its way. */
function approvedSilently(
    account: LocalAccount,
    { arn, described }: ModelPackage,
    like: Fact,
): Pick<Fact, "about" | "data"> {
    const time = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const changed = { ModelApprovalStatus: "Approved", LastModifiedTime: time };
    account.record({ kind: "model.changed", about: arn, data: changed });
    const detail = { ...described, ...changed };
    return { about: like.about, data: { ...like.data, id: "late", time, resources: [arn], detail } };
}
