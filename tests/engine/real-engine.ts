import { deepStrictEqual, match, ok } from "node:assert";
import { appendFileSync } from "node:fs";
import { join } from "node:path";

import type { Plan } from "../../plan/document";
import { standInSecrets } from "../../cli/plan/stand-ins";
import { engineAt, type Engine } from "./support/installed";
import { breakExtension, wrongPort } from "./support/mistakes";
import { comparable, planOf, urnsOf, withoutHex } from "./support/plan";
import { Stack, type StateResource } from "./support/stack";
import { exampleStacks, rootStacks } from "./support/stacks";

/** Everything a `pulumi` command can prove without a cloud: previews, updates, state, names, secrets. */
export function describeRealEngine(pulumi: string): void {
    let engine: Engine;

    before("says what it proves", async () => {
        engine = await engineAt(pulumi);
        console.log(
            `  engine: pulumi ${engine.version} on PATH; proved previews, updates, state and names with stand-in providers`,
        );
    });
    for (const name of rootStacks) {
        describe(`the life of ${name}`, () => lifecycle(() => engine, name));
    }
    for (const { name, configFile } of exampleStacks()) {
        it(`previews ${configFile} as planned`, () => previewExample(engine, name, configFile));
    }
    describe("mistakes", () => mistakes(() => engine));
}

function lifecycle(engine: () => Engine, name: string): void {
    let stack: Stack;
    let plan: Plan;

    before("makes an empty stack", async () => {
        stack = await Stack.open(engine(), name);
        plan = await planOf(stack.cwd, name);
    });
    after("leaves nothing behind", () => stack.close());

    it("previews exactly what the plan names", async () => {
        const steps = await stack.preview();
        deepStrictEqual([...new Set(steps.map(({ op }) => op))], ["create"]);
        deepStrictEqual(comparable(urnsOf(steps)), comparable(urnsOf(plan.resources)));
    });

    it("creates it, by the URNs and names the plan promises", async () => {
        const deeds = await stack.up();
        deepStrictEqual([...new Set(deeds.map(({ did }) => did))], ["create"]);
        const state = await stack.state();
        deepStrictEqual(comparable(urnsOf(state)), comparable(urnsOf(plan.resources)));
        const { promised, given } = namesOf(state, plan);
        deepStrictEqual(given, promised);
    });

    it("gives the outputs the plan names", async () => {
        const { stdout } = await stack.pulumiOk("stack", "output", "--json");
        deepStrictEqual(Object.keys(JSON.parse(stdout) as object).sort(), Object.keys(plan.outputs).sort());
    });

    it("keeps secrets out of what the backend stores", () => {
        // Base64 works in groups of three bytes: three ways to stand in a longer text, each without the ends it shares.
        const forms = standInSecrets.flatMap((secret) =>
            ["", "A", "AB"]
                .map((before) =>
                    Buffer.from(before + secret)
                        .toString("base64")
                        .slice(4, -4),
                )
                .concat(secret),
        );
        const stored = stack.stored();
        ok(stored.includes("blueprints/web.json"), "the backend stores what can be read");
        deepStrictEqual(
            forms.filter((form) => stored.includes(form)),
            [],
        );
    });

    it("has nothing to do the second time", async () => {
        deepStrictEqual(await stack.up("--expect-no-changes"), []);
    });

    it("changes the blueprint and nothing else when a service gets more cpu", async () => {
        await stack.pulumiOk("config", "set", "--path", "fairlead:services.web.deploy.cpu", "512");
        await stack.pulumiOk("config", "set", "--path", "fairlead:services.web.deploy.memory", "1024");
        const blueprint = (await stack.state()).find(({ inputs }) => inputs?.key === "blueprints/web.json");
        ok(blueprint, "the state has an object blueprints/web.json");
        const steps = (await stack.preview()).filter(({ newState }) => newState?.custom);
        deepStrictEqual(
            steps.map(({ op, urn }) => ({ op, urn })),
            [{ op: "update", urn: blueprint.urn }],
        );
        deepStrictEqual(await stack.up(), [{ did: "update", urn: blueprint.urn }]);
    });

    if (name === rootStacks[0]) {
        // The first environment makes; no other one builds anything.
        it("builds the image anew, and touches nothing that runs, when its source changes", async () => {
            const image = plan.resources.find(({ type }) => type === "docker:index/image:Image");
            const { context } = image?.inputs.build as { readonly context: string };
            appendFileSync(join(stack.cwd, context, "Dockerfile"), "# changed by a test\n");
            const [before] = await builtBy(stack);
            deepStrictEqual(await stack.up(), [
                { did: "update", urn: image?.urn },
                { did: "create", urn: (await builtBy(stack))[0]?.urn },
            ]);
            const [after] = await builtBy(stack);
            ok(before && after && before.inputs?.key !== after.inputs?.key, "a record for each digest");
            ok(before.inputs?.content !== after.inputs?.content, "with what is true of this one");
        });

        it("leaves the record of an image as it is when somebody else brings up the same", async () => {
            const said = async (): Promise<unknown[]> => (await builtBy(stack)).map(({ inputs }) => inputs);
            const before = await said();
            match(JSON.stringify(before), /user\/somebody-/);
            deepStrictEqual(await stack.up("--expect-no-changes"), []);
            deepStrictEqual(await said(), before);
        });
    }

    it("finds everything as it was left", async () => {
        deepStrictEqual(await stack.deedsOf("refresh", "--expect-no-changes"), []);
        deepStrictEqual(await stack.up("--expect-no-changes"), []);
    });

    it("destroys what it made, once protection is lifted", async () => {
        await stack.pulumiOk("state", "unprotect", "--all", "--yes");
        await stack.deedsOf("destroy");
        deepStrictEqual(urnsOf(await stack.state()), []);
    });
}

/** The record of what docker built. */
async function builtBy(stack: Stack): Promise<StateResource[]> {
    return (await stack.state()).filter(({ inputs }) => String(inputs?.key).startsWith("builds/web/"));
}

async function previewExample(engine: Engine, name: string, configFile: string): Promise<void> {
    const stack = await Stack.open(engine, name, configFile);
    try {
        const plan = await planOf(stack.cwd, name, configFile);
        deepStrictEqual(comparable(urnsOf(await stack.preview())), comparable(urnsOf(plan.resources)));
    } finally {
        stack.close();
    }
}

function mistakes(engine: () => Engine): void {
    let stack: Stack;

    before(async () => {
        stack = await Stack.open(engine(), "staging");
    });
    after(() => stack.close());

    it("a wrong setting ends the preview with the message of the settings", async () => {
        await stack.pulumiOk("config", "set", "--path", wrongPort.path, wrongPort.value);
        const ran = await stack.tryPreview();
        ok(ran.code !== 0, ran.text);
        match(ran.text, wrongPort.message);
        await stack.pulumiOk("config", "set", "--path", wrongPort.path, "8080");
    });

    it("a failing program is shown with file and line", async () => {
        const place = breakExtension(stack.cwd);
        const ran = await stack.tryPreview();
        ok(ran.code !== 0, ran.text);
        ok(ran.text.includes(place), ran.text);
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
