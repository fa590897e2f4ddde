// docs/rollouts.md, "What a change of it does", by a real `pulumi`; tests/program/rollout-switches has all pairs of plans.
import { deepStrictEqual, match, notStrictEqual, ok } from "node:assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { engineAt, onPath } from "../engine/support/installed";
import type { Deed } from "../engine/providers/provider";
import { Stack, type Step } from "../engine/support/stack";
import { changesBetween, IN_PLACE, REPLACED, ROLLOUTS, type RolloutSetting, titleOf } from "../support/rollouts";
import { planOf } from "../engine/support/plan";
import type { Plan } from "../../plan/document";
import { skipBecause } from "../support/skip";

const labelOf = (urn: string): string => {
    const [, , types = "", name = ""] = urn.split("::");
    return `${types.split("$").at(-1)} ${name}`;
};
const labels = (done: readonly (Deed | Step)[]): string[] => done.map(({ urn }) => labelOf(urn)).sort();
const did = (deeds: readonly Deed[], what: Deed["did"]): string[] => labels(deeds.filter((deed) => deed.did === what));

async function choose(stack: Stack, rollout: RolloutSetting): Promise<void> {
    for (const [key, value] of Object.entries(rollout))
        await stack.pulumiOk("config", "set", "--path", `fairlead:services.web.deploy.rollout.${key}`, String(value));
}

/** As docs/runbook.md has them, for the line `web`. */
const BEFORE_HAND_OVER = [
    "**listenerRule:ListenerRule::web-production",
    "**listenerRule:ListenerRule::web-test",
    "**NativeRollout::web",
    "**role:Role::web-traffic",
    "**rolePolicy:RolePolicy::web-traffic",
];
const MADE_BEFORE = [
    "aws:iam/role:Role web-traffic",
    "aws:iam/rolePolicy:RolePolicy web-traffic",
    "aws:lb/listenerRule:ListenerRule web-production",
    "aws:lb/listenerRule:ListenerRule web-test",
];

/** What `pulumi refresh` writes once ECS says that it moves the service; the stand-in provider finds nothing that it did not write. */
async function refreshed(stack: Stack): Promise<void> {
    const { stdout } = await stack.pulumiOk("stack", "export");
    const state = JSON.parse(stdout) as {
        deployment: { resources: { type: string; inputs?: object; outputs?: object }[] };
    };
    for (const resource of state.deployment.resources.filter(({ type }) => type === "aws:ecs/service:Service"))
        for (const part of [resource.inputs, resource.outputs])
            Object.assign(part ?? {}, { deploymentController: { type: "ECS" } });
    const file = join(stack.cwd, "refreshed.json");
    writeFileSync(file, JSON.stringify(state));
    await stack.pulumiOk("stack", "import", "--file", file);
}

describe("the engine and rollouts that become others", function () {
    this.timeout(300_000);
    const pulumi = onPath("pulumi") ?? "";
    before(function () {
        if (pulumi === "") skipBecause(this, "no pulumi on PATH");
    });

    for (const engine of ["ecs", "codedeploy"]) {
        describe(`where prod has a rollout by ${engine}`, () => {
            const [first, ...others] = ROLLOUTS.filter((rollout) => rollout.engine === engine);
            const foreign = ROLLOUTS.filter((rollout) => rollout.engine !== engine);
            let stack: Stack;

            before("brings it up", async () => {
                stack = await Stack.open(await engineAt(pulumi), "prod");
                await choose(stack, first as RolloutSetting);
                await stack.up();
            });
            after(() => stack.close());

            for (const to of [...others, first as RolloutSetting])
                it(`changes in place: ${titleOf(to)}`, async () => {
                    await choose(stack, to);
                    const deeds = await stack.up();
                    deepStrictEqual([...new Set(deeds.map((deed) => deed.did))], ["update"]);
                    deepStrictEqual(labels(deeds), IN_PLACE[engine]);
                });

            for (const to of foreign)
                it(`refuses what would replace the service: ${titleOf(to)}`, async () => {
                    await choose(stack, to);
                    const { code, text } = await stack.tryPreview();
                    notStrictEqual(code, 0);
                    const refused = [...text.matchAll(/unable to replace resource "(urn:[^"]+)"/g)];
                    match(text, /as it is currently marked for protection/);
                    deepStrictEqual([...new Set(refused.map(([, urn = ""]) => labelOf(urn)))], [REPLACED]);
                });
        });
    }

    it("takes over in place what a person has handed over: first ECS's rules and role alone, then the rest, and no service again", async () => {
        const stack = await Stack.open(await engineAt(pulumi), "prod");
        try {
            await choose(stack, { kind: "blue-green", engine: "codedeploy" });
            await stack.up();
            await choose(stack, { kind: "blue-green", engine: "ecs" });
            const first = await stack.up(...BEFORE_HAND_OVER.flatMap((target) => ["--target", target]));
            deepStrictEqual(did(first, "create"), MADE_BEFORE);
            deepStrictEqual([did(first, "update"), did(first, "delete")], [[], []]);

            await refreshed(stack);
            const then = await stack.up();
            deepStrictEqual(
                did(then, "update").filter((label) => label === REPLACED),
                [REPLACED],
            );
            const touched = [...did(then, "create"), ...did(then, "delete")];
            deepStrictEqual(
                touched.filter((label) => [REPLACED, ...MADE_BEFORE].includes(label)),
                [],
            );
            ok(did(then, "delete").includes("aws:codedeploy/deploymentGroup:DeploymentGroup web"));
            deepStrictEqual(labels(await stack.up()), []);
        } finally {
            stack.close();
        }
    });

    it("replaces the service alone where the stack lets go of its data, and makes and deletes what is planned", async () => {
        const stack = await Stack.open(await engineAt(pulumi), "staging");
        const brought = async (engine: string): Promise<{ readonly deeds: readonly Deed[]; readonly plan: Plan }> => {
            await choose(stack, { kind: "blue-green", engine });
            return { deeds: await stack.up(), plan: await planOf(stack.cwd, "staging") };
        };
        try {
            const before = (await brought("codedeploy")).plan;
            const { deeds, plan } = await brought("ecs");
            const { created, deleted } = changesBetween(before, plan);
            deepStrictEqual(did(deeds, "create"), [...created, REPLACED].sort());
            deepStrictEqual(did(deeds, "delete"), [...deleted, REPLACED].sort());
        } finally {
            stack.close();
        }
    });
});
