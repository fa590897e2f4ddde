import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import type { PlannedResource } from "../../plan/document";
import { readPlan } from "../../plan/lines";
import { reasonFor } from "../../cli/plan/subjects";
import { explainPlan } from "../../cli/plan/text";
import { paintFor } from "../../text/terminal";
import { nearestName } from "../../text/nearest";
import { wrap } from "../../text/wrap";
import { planOf, root } from "../support/program";

const example = "examples/blue-green-web/Pulumi.staging.yaml";
const plain = paintFor({ isTTY: false });

describe("a plan, explained", () => {
    const files = readdirSync(join(root, "examples"), { recursive: true, encoding: "utf8" })
        .filter((file) => /Pulumi\.\w+\.yaml$/.test(file) && !file.includes("node_modules"))
        .map((file) => join("examples", file));
    const plans = [
        ...["staging", "prod"].map((stack) => ({ says: stack, planned: () => planOf(stack) })),
        ...files.map((configFile) => ({
            says: configFile,
            planned: () => planOf(/\w+(?=\.yaml$)/.exec(configFile)?.[0] ?? "", { configFile }),
        })),
    ];
    for (const { says, planned } of plans) {
        it(`fits 80 columns, and gives a reason for everything a line owns: ${says}`, async () => {
            const reading = readPlan(await planned());
            const text = explainPlan(reading, plain);
            deepStrictEqual(
                text.split("\n").filter((line) => line.length > 80),
                [],
            );
            ok(!text.includes("\u001b"));
            const unexplained = reading.lines.flatMap((line) =>
                line.resources.filter((each) => reasonFor(each, line.name) === undefined),
            );
            deepStrictEqual(
                unexplained.map((each) => each.urn),
                [],
            );
            ok(!text.includes("no reason is written down"), text);
        });
    }

    it("takes another target's log for its own only where its component says so", () => {
        const resource = (within: string): PlannedResource => ({
            urn: `urn:pulumi:staging::fairlead::${within}$aws:cloudwatch/logGroup:LogGroup::site`,
            type: "aws:cloudwatch/logGroup:LogGroup",
            name: "site",
            custom: true,
            ...{ inputs: {}, outputs: {}, options: {} },
        });
        strictEqual(
            reasonFor(resource("fairlead:index:EcsService"), "site"),
            "keeps what the service's containers print",
        );
        strictEqual(reasonFor(resource("fairlead:index:Shelf"), "site"), undefined);
    });

    it("says of a line on a load balancer that lines share which requests it takes, and of one on its own nothing", async () => {
        const rules = async (folder: string) => {
            const planned = await planOf("staging", {
                configFile: `examples/blue-green-web/${folder}/Pulumi.staging.yaml`,
            });
            const text = explainPlan(readPlan(planned), plain).replace(/\n +/g, " ");
            return [...text.matchAll(/shares out the requests of users(.*?); traffic/g)].map(([, asked]) => asked);
        };
        const [orders, web, ...more] = await rules("shared");
        match(orders ?? "", /^ at \/orders, \/orders\/\*, with priority \d+$/);
        match(web ?? "", /^ for web\.example\.com, with priority \d+$/);
        deepStrictEqual([more, await rules("native")], [[], [""]]);
    });

    it("asks for the same things in preview and in update", async () => {
        for (const stack of ["staging", "prod"]) {
            const [update, preview] = await Promise.all([planOf(stack), planOf(stack, { preview: true })]);
            deepStrictEqual(
                preview.resources.map((each) => each.urn),
                update.resources.map((each) => each.urn),
            );
        }
    });

    it("says what starts a pipeline, and under which role each action runs", async () => {
        const [line] = readPlan(await planOf("staging")).lines;
        deepStrictEqual(
            line?.pipelines.map((each) => [each.half, each.starts.length > 0]),
            [
                ["make", true],
                ["ship", true],
            ],
        );
        for (const action of line.pipelines.flatMap((each) => each.stages.flatMap((of) => of.actions))) {
            match(action.role, /^web-(make|ship)-[a-z]+$/);
        }
    });

    it("is made of sentences, the values it ends with included", async () => {
        const text = explainPlan(readPlan(await planOf("prod")), plain);
        const folded = text.replaceAll(/\n {6}(?=\S)/g, " ");
        match(folded, /It starts when releases\/web\/candidate.zip is written \(rule web-ship-release\)\./);
        match(
            folded,
            /It starts when blueprints\/web.json is written, to deploy live.zip again \(rule web-ship-settings\)\./,
        );
        match(folded, /It starts when staging has verified a release \(rule web-pull\)\./);
        match(
            folded,
            /It starts when the state of web-ship-\S+ becomes succeeded or failed or stopped or canceled, or the state of a build of web-pull-\S+ becomes succeeded \(rule web-handover\)\./,
        );
        match(text, /\n {2}fetch: job web-pull brings a verified release to this environment's ship\n/);
        match(
            text.replaceAll(/\n {2}(?=\S)/g, " "),
            /handover: job web-handover starts pipeline web-ship for a candidate that no run has taken/,
        );
        match(folded, /Role and RolePolicy web-ship-verify: what the step verify of ship may do, and no other step/);
        match(text, /\n {4}nextSteps:\n {6}- confirm both subscriptions that AWS mails to team@example.com: what\n/);
        const made = explainPlan(readPlan(await planOf("staging", { configFile: example })), plain);
        match(made, /It starts when a commit is pushed to main \(rule web-make-push\)\./);
    });

    it("says what only AWS will know where a preview does not know it", async () => {
        const text = explainPlan(readPlan(await planOf("staging", { preview: true })), plain);
        match(text, /\n {8}url: known after the first up\n/);
        ok(!text.includes("unknown"));
    });

    it("says what to write where no line is named yet", async () => {
        const plan = await planOf("staging", { overrides: { "fairlead:services": {} } });
        const text = explainPlan(readPlan(plan), plain);
        match(text, /\nThere is no line in this stack yet, so nothing is built and nothing is deployed;/);
        match(
            String((plan.outputs.nextSteps as readonly string[])[1]),
            /fairlead:services: \{ web: \{ deploy: \{ kind: ecs/,
        );
    });

    it("survives words longer than a line", () => {
        ok(wrap(`a ${"x".repeat(300)} b`, "    ").every((line) => line.length <= 80));
        strictEqual(
            wrap(`a ${"x".repeat(300)} b`, "")
                .join("")
                .replaceAll(" ", "").length,
            302,
        );
        strictEqual(nearestName("zzzzzz", ["plan"]), undefined);
    });
});
