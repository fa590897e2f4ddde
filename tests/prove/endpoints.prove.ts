// A model, from a commit to endpoints that answer: trained, approved in the registry, asked in staging, approved again, and brought
// to production step by step. Then a commit whose model answers wrongly where it is served, and nowhere else.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { Endpoints } from "../../rehearsal/endpoints/endpoints";
import { type Endpoint, Hosting } from "../../rehearsal/endpoints/hosting";
import type { Fact } from "../../rehearsal/engine/journal";
import { pushDirectory } from "../../rehearsal/services/repositories";
import { planOf, root } from "../support/program";
import { rehearsed, type Rehearsed } from "../support/rehearsed";
import { isOnPath, skipBecause } from "../support/skip";

const SOURCE = join(root, "examples/image-classification");
const STAGING = "fairlead-staging-digits-per-request";
const PROD = "fairlead-prod-digits";

interface Payload {
    readonly contentType: string;
    readonly body: string;
    readonly expect: { readonly predictions: readonly { readonly digit: number }[] };
}
const [payload] = (JSON.parse(readFileSync(join(SOURCE, "golden.json"), "utf8")) as { payloads: Payload[] }).payloads;

async function digitOf(account: LocalAccount, endpoint: string): Promise<unknown> {
    const { contentType, body } = payload as Payload;
    const request = { contentType, accept: "application/json", body: Buffer.from(body, "base64") };
    const answer = await account.part(Endpoints).invoke(endpoint, request);
    return (JSON.parse(answer.body.toString("utf8")) as Payload["expect"]).predictions[0]?.digit;
}

/** The commit that turns digits round where a release serves: no test of the image can see it. */
function permuted(): string {
    const folder = mkdtempSync(join(tmpdir(), "permuted-"));
    cpSync(SOURCE, folder, { recursive: true });
    const file = join(folder, "src/digits/serve.py");
    const serve = readFileSync(file, "utf8");
    const changed = serve
        .replace('"digit": int(digit)', '"digit": abs(TURN - int(digit))')
        .replace("MOST_IMAGES = 1000", 'MOST_IMAGES = 1000\nTURN = 9 if "FAIRLEAD_RELEASE" in os.environ else 0');
    assert.notEqual(changed, serve);
    writeFileSync(file, changed);
    return folder;
}

describe("a model on its way to endpoints", function () {
    this.timeout(900_000);
    let result: Rehearsed;
    let first: Readonly<Record<string, Endpoint | undefined>>;
    let last: Readonly<Record<string, Endpoint | undefined>>;
    const answers: unknown[] = [];
    let firstFacts = 0;

    before(async function () {
        if (!isOnPath("python3")) skipBecause(this, "no python3 on PATH");
        const configFile = (stack: string): string => `examples/image-classification/Pulumi.${stack}.yaml`;
        const plans = await Promise.all(
            ["staging", "prod"].map((stack) => planOf(stack, { configFile: configFile(stack) })),
        );
        const both = (account: LocalAccount): Readonly<Record<string, Endpoint | undefined>> =>
            Object.fromEntries([STAGING, PROD].map((name) => [name, account.part(Hosting).endpoint(name)]));
        const folder = permuted();
        result = await rehearsed(plans, {
            source: SOURCE,
            speed: 240,
            then: async (account, facts) => {
                firstFacts = facts.length;
                first = both(account);
                answers.push(await digitOf(account, STAGING), await digitOf(account, PROD));
                const [repository] = account.created(TYPE.codeRepository);
                assert.ok(repository);
                pushDirectory(account, text(repository.resource, "arn"), folder, "Turn digits round");
                await account.quiet();
                last = both(account);
                answers.push(await digitOf(account, STAGING), await digitOf(account, PROD));
            },
        });
        rmSync(folder, { recursive: true });
    });

    const of = (kind: string, facts: readonly Fact[] = result.facts): readonly Fact[] =>
        facts.filter((fact) => fact.kind === kind);

    it("serves in both environments what was trained once, and answers as the golden payloads say", () => {
        const right = payload?.expect.predictions[0]?.digit;
        assert.deepEqual(answers.slice(0, 2), [right, right]);
        assert.deepEqual(
            Object.values(first).map((endpoint) => endpoint?.status),
            ["InService", "InService"],
        );
        const serves = of("hosted.model", result.facts.slice(0, firstFacts)).map(({ data }) =>
            String(data["data"]).split("/").at(-1),
        );
        assert.equal(new Set(serves).size, 1, "the same bytes in each environment");
    });

    it("is red where the model answers wrongly, and what was live before serves again", () => {
        const right = payload?.expect.predictions[0]?.digit;
        assert.deepEqual(answers.slice(2), [right, right]);
        assert.equal(last[STAGING]?.configuration, first[STAGING]?.configuration);
        const said = of("line").map(({ data }) => String(data["text"]));
        assert.ok(said.some((line) => /red: asked \S+ for golden payload .+, it must answer/.test(line)));
        assert.ok(said.some((line) => /serves \S+ again, which was live before/.test(line)));
    });

    it("never comes to the environment behind the one that refused it", () => {
        assert.equal(last[PROD]?.configuration, first[PROD]?.configuration);
        assert.match(result.shortcomings.join("\n"), /staging digits-ship/);
    });
});
