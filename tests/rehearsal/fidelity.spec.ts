import { deepStrictEqual, ok } from "node:assert/strict";

import { renderQueueDepth } from "../../components/targets/ecs/documents/scaling";
import { rehearsedActions } from "../../rehearsal/actions";
import { fidelityPage, fidelityRows, fidelityLines, FIDELITY_COLUMNS, rowsFor } from "../../rehearsal/fidelity";
import type { JsonObject } from "../../plan/document";
import { Plans } from "../../plan/plans";
import { matchesGolden } from "../support/golden";
import { smallPlan } from "../support/account";
import { planOf } from "../support/program";

describe("the fidelity table", () => {
    it("is the page in the docs", () => {
        matchesGolden("../../docs/fidelity.md", fidelityPage());
    });

    it("has a row for every action that can be rehearsed, and each says something, with its source", () => {
        const named = fidelityRows().map(({ what }) => what);
        const missing = [...rehearsedActions.keys()].filter((provider) => !named.includes(`Action ${provider}`));
        deepStrictEqual(missing, []);
        const empty = fidelityRows().filter(
            (row) => !row.source.startsWith("https://") || FIDELITY_COLUMNS.every(([key]) => row[key] === undefined),
        );
        deepStrictEqual(empty, []);
    });

    it("is shown whole in a terminal of 80 columns, of what the plans have to do with", async () => {
        const lines = fidelityLines();
        const said = lines.join(" ").replaceAll(/\s+/g, " ");
        for (const { notRehearsed = "" } of fidelityRows()) ok(said.includes(notRehearsed), notRehearsed);
        const staging = rowsFor(new Plans([await planOf("staging")])).map(({ what }) => what);
        ok(staging.includes("Action ECR") && staging.includes("IAM"));
        ok(!staging.some((what) => /SageMaker|Virtual|CodeCommit|GitHub/.test(what)), staging.join(", "));
        deepStrictEqual(
            lines.filter((line) => line.length > 80 || line.includes("\n")),
            [],
        );
        const what = "Something with a name";
        const source = "https://docs.aws.amazon.com";
        deepStrictEqual(fidelityLines([{ what, executed: "all", source }]), [`  ${what}: executed and evaluated`]);
        deepStrictEqual(fidelityLines([{ what, stoodIn: "the mail", notRehearsed: "the rest", source }]), [
            `  ${what}: not rehearsed: the rest; stood in: the mail`,
        ]);
    });

    it("names each queue that a service is scaled by and that no plan makes", () => {
        const scaledBy = (queue: string, policy = ""): { type: string; name: string; inputs: JsonObject }[] => [
            { type: "aws:ecs/service:Service", name: "shop", inputs: {} },
            { type: "aws:sqs/queue:Queue", name: "orders", inputs: { name: "orders" } },
            { type: "aws:appautoscaling/policy:Policy", name: "waiting", inputs: {} },
            {
                type: "aws:cloudwatch/metricAlarm:MetricAlarm",
                name: "waits",
                inputs: { metricQueries: renderQueueDepth(queue) as never, alarmActions: [policy] },
            },
            {
                type: "aws:cloudwatch/metricAlarm:MetricAlarm",
                name: "lost",
                inputs: { dimensions: { QueueName: "letters" }, alarmActions: ["topic"] },
            },
        ];
        const { outputs } = smallPlan("dev", scaledBy("orders")).resources.find(({ name }) => name === "waiting") ?? {};
        const policy = String(outputs?.["arn"]);
        const said = (queue: string) =>
            fidelityLines(rowsFor(new Plans([smallPlan("dev", scaledBy(queue, policy))])))
                .join(" ")
                .replaceAll(/\s+/g, " ")
                .match(/queue \w+ is not in these plans[^;]*/g);
        deepStrictEqual(said("mails"), [
            "queue mails is not in these plans, no message was sent, scaling by it is not rehearsed",
        ]);
        deepStrictEqual(said("orders"), null);
    });

    it("mutant: a bar in what a part says would end its cell, and is escaped", () => {
        const [row] = fidelityRows();
        ok(row);
        const page = fidelityPage([{ ...row, executed: "this | that" }]);
        ok(page.includes("this \\| that") && !page.includes("this | that"));
    });
});
