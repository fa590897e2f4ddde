import { deepStrictEqual, match, ok } from "node:assert";
import { appendFileSync } from "node:fs";
import { join } from "node:path";

import { describeLife, type Lived } from "./life";
import { engineAt, type Engine } from "./support/installed";
import { breakExtension, wrongPort } from "./support/mistakes";
import { Stack, type StateResource } from "./support/stack";
import { rootStacks } from "./support/stacks";

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
        describeLife(
            name,
            () => Stack.open(engine, name),
            (lived) => changes(lived, name === rootStacks[0]),
        );
    }
    describeLife("account", () => Stack.open(engine, "account"));
    describe("mistakes", () => mistakes(() => engine));
}

/** What changes with a service's settings and with its source. */
function changes(lived: () => Lived, makes: boolean): void {
    it("changes the blueprint and nothing else when a service gets more cpu", async () => {
        const { stack } = lived();
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

    if (!makes) {
        it("refuses what would take away what is protected, before it has changed anything", async () => {
            const { stack } = lived();
            const destroyed = await stack.tryPulumi("destroy", "--yes");
            ok(destroyed.code !== 0, destroyed.text);
            match(destroyed.text, /EcsService\S+::web" cannot be deleted\s+because it is protected/);
            const engine = ["--path", "fairlead:services.web.deploy.rollout.engine"];
            await stack.pulumiOk("config", "set", ...engine, "ecs");
            const replaced = await stack.tryPulumi("up", "--yes", ...stack.running());
            ok(replaced.code !== 0, replaced.text);
            match(
                replaced.text,
                /unable to replace resource "\S+EcsService\S+::web"\s+as it is currently marked for prot/,
            );
            await stack.pulumiOk("config", "set", ...engine, "codedeploy");
            // What had been changed or deleted would be made good now.
            deepStrictEqual(await stack.up("--expect-no-changes"), []);
        });
    }

    if (makes) {
        // The first environment makes; no other one builds anything.
        it("builds the image anew, and touches nothing that runs, when its source changes", async () => {
            const { stack, plan } = lived();
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
            const { stack } = lived();
            const said = async (): Promise<unknown[]> => (await builtBy(stack)).map(({ inputs }) => inputs);
            const before = await said();
            match(JSON.stringify(before), /user\/somebody-/);
            deepStrictEqual(await stack.up("--expect-no-changes"), []);
            deepStrictEqual(await said(), before);
        });
    }
}

/** The record of what docker built. */
async function builtBy(stack: Stack): Promise<StateResource[]> {
    return (await stack.state()).filter(({ inputs }) => String(inputs?.key).startsWith("builds/web/"));
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
