import { deepStrictEqual, match, ok, strictEqual } from "node:assert";

import type { Plan } from "../../cli/plan/plan";
import { standInSecrets } from "../../cli/plan/stand-ins";
import { stop, wrongPort } from "./support/mistakes";
import { comparable, planOf, withoutHex } from "./support/plan";
import { Stack, type StateResource } from "./support/stack";

/** Everything a `pulumi` command can prove without a cloud: state, order, diffs, names, secrets. */
export function describeRealEngine(pulumi: string): void {
    before("says what it proves", async () => {
        console.log(`  engine: ${await Stack.version(pulumi)} on PATH; proving previews, updates, state and names with stand-in providers`);
    });
    for (const name of ["staging", "prod"]) {
        describe(`${name} with a real engine`, () => lifecycle(pulumi, name));
    }
    describe("mistakes with a real engine", () => mistakes(pulumi));
}

function lifecycle(pulumi: string, name: string): void {
    let stack: Stack;
    let plan: Plan;

    before("makes an empty stack", async () => {
        stack = await Stack.open(pulumi, name);
        plan = await planOf(stack, name);
    });
    after("leaves nothing behind", () => stack.close());

    it("previews exactly what the plan names", async () => {
        const steps = await stack.preview();
        deepStrictEqual([...new Set(steps.map(({ op }) => op))], ["create"]);
        deepStrictEqual(comparable(steps), comparable(plan.resources));
    });

    it("creates it, by the URNs and names the plan promises", async () => {
        const deeds = await stack.deeds("up");
        deepStrictEqual([...new Set(deeds.map(({ did }) => did))], ["create"]);
        const state = await stack.state();
        deepStrictEqual(comparable(state), comparable(plan.resources));
        const { promised, given } = namesOf(state, plan);
        deepStrictEqual(given, promised);
    });

    it("gives the outputs the plan names", async () => {
        const { stdout } = await stack.pulumiOk("stack", "output", "--json");
        deepStrictEqual(Object.keys(JSON.parse(stdout) as object).sort(), Object.keys(plan.outputs).sort());
    });

    it("keeps secrets out of the state", async () => {
        const text = JSON.stringify(await stack.state());
        const forms = standInSecrets.flatMap((secret) => [secret, Buffer.from(secret).toString("base64"), Buffer.from(`AWS:${secret}`).toString("base64")]);
        deepStrictEqual(forms.filter((form) => text.includes(form)), []);
    });

    it("has nothing to do the second time", async () => {
        deepStrictEqual(await stack.deeds("up", "--expect-no-changes"), []);
    });

    it("changes the blueprint and nothing else when a service gets more cpu", async () => {
        await stack.pulumiOk("config", "set", "--path", "fairlead:services.web.deploy.cpu", "512");
        await stack.pulumiOk("config", "set", "--path", "fairlead:services.web.deploy.memory", "1024");
        const blueprint = (await stack.state()).find(({ inputs }) => inputs?.key === "blueprints/web.json");
        ok(blueprint, "the state has an object blueprints/web.json");
        const steps = (await stack.preview()).filter(({ newState }) => newState?.custom);
        deepStrictEqual(steps.map(({ op, urn }) => ({ op, urn })), [{ op: "update", urn: blueprint.urn }]);
        deepStrictEqual(await stack.deeds("up"), [{ did: "update", urn: blueprint.urn }]);
        deepStrictEqual(await stack.deeds("up", "--expect-no-changes"), []);
    });

    it("finds everything as it was left", async () => {
        deepStrictEqual(await stack.deeds("refresh", "--expect-no-changes"), []);
    });

    it("destroys what it made, once protection is lifted", async () => {
        await stack.pulumiOk("state", "unprotect", "--all", "--yes");
        await stack.deeds("destroy");
        deepStrictEqual((await stack.state()).map(({ urn }) => urn), []);
    });
}

function mistakes(pulumi: string): void {
    let stack: Stack;

    before(async () => {
        stack = await Stack.open(pulumi, "staging");
    });
    after(() => stack.close());

    it("a wrong setting stops the preview with the message of the settings", async () => {
        await stack.pulumiOk("config", "set", "--path", wrongPort.path, wrongPort.value);
        const ran = await stack.tryPreview();
        ok(ran.code !== 0, ran.text);
        match(ran.text, wrongPort.message);
        await stack.pulumiOk("config", "set", "--path", wrongPort.path, "8080");
    });

    it("a failing program is shown with file and line", async () => {
        const line = stop(stack.cwd);
        const ran = await stack.tryPreview();
        ok(ran.code !== 0, ran.text);
        strictEqual(ran.text.includes(`extend.ts:${line}`), true, ran.text);
    });
}

/** Physical names by URN, as the engine gave and as the plan promised them. */
function namesOf(state: readonly StateResource[], plan: Plan): { readonly given: Names; readonly promised: Names } {
    const given: Names = {};
    const promised: Names = {};
    const planned = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    for (const { urn, type, inputs } of state) {
        const name = type === "aws:s3/bucket:Bucket" ? inputs?.bucket : inputs?.name;
        const expected = planned.get(urn);
        if (name !== undefined && expected !== undefined) {
            given[urn] = withoutHex(name);
            promised[urn] = withoutHex(expected.outputs.name ?? expected.inputs.name);
        }
    }
    return { given, promised };
}
type Names = Record<string, unknown>;
