import { deepStrictEqual, ok } from "node:assert";

import { standInSecrets } from "../../cli/plan/stand-ins";
import type { Plan } from "../../plan/document";
import { comparable, planOf, urnsOf, withoutHex } from "./support/plan";
import type { Stack, StateResource } from "./support/stack";

/** What the life of one stack is told of. */
export interface Lived {
    readonly stack: Stack;
    readonly plan: Plan;
}

/** Previewed as planned, made as planned, nothing to do afterwards, no secret in what is kept, gone when it is destroyed. */
export function describeLife(
    title: string,
    open: () => Promise<Stack>,
    /** What is tried while it stands. */
    meanwhile: (lived: () => Lived) => void = () => undefined,
): void {
    describe(`the life of ${title}`, () => {
        let stack: Stack;
        let plan: Plan;

        before("makes an empty stack", async () => {
            stack = await open();
            plan = await planOf(stack.cwd, stack.name, stack.configFile);
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
            const stored = stack.stored();
            ok(stored.includes(`"urn:pulumi:${stack.name}::`), "the backend stores what can be read");
            deepStrictEqual(
                [...standInSecrets, ...stack.secrets].flatMap(forms).filter((form) => stored.includes(form)),
                [],
            );
        });

        it("has nothing to do the second time", async () => {
            deepStrictEqual(await stack.up("--expect-no-changes"), []);
        });

        meanwhile(() => ({ stack, plan }));

        it("finds everything as it was left", async () => {
            deepStrictEqual(await stack.deedsOf("refresh", "--expect-no-changes"), []);
            deepStrictEqual(await stack.up("--expect-no-changes"), []);
        });

        it("destroys what it made, once protection is lifted", async () => {
            await stack.pulumiOk("state", "unprotect", "--all", "--yes");
            await stack.deedsOf("destroy");
            deepStrictEqual(urnsOf(await stack.state()), []);
        });
    });
}

/** Base64 works in groups of three bytes: three ways to stand in a longer text, each without the ends it shares. */
function forms(secret: string): string[] {
    const encoded = ["", "A", "AB"].map((before) =>
        Buffer.from(before + secret)
            .toString("base64")
            .slice(4, -4),
    );
    return [...encoded, secret];
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
