// What holds for the stacks of whoever adopts the program, whatever their settings: claims by title, so that the suite
// of the stack files at the root and the tests of that suite make the same ones.
import * as assert from "node:assert/strict";
import { join } from "node:path";

import type { Context } from "mocha";
import { parse } from "yaml";

import { makePlan } from "../../cli/plan/record";
import type { Plan } from "../../plan/document";
import { checkPlans } from "../../rehearsal/check/check";
import { projectOf, type Files } from "../../tools/project";
import { Estate } from "../iam/support/estate";
import { invariants } from "../program/invariants";
import { firstFactOf } from "../support/rehearsed";
import { skipBecause } from "../support/skip";

/** A budget of what is shipped, which settings may exceed: an approval more is a dozen resources more. */
const NOT_OF_SETTINGS = ["a line stays small"];

export interface Claim {
    readonly title: string;
    readonly run: (this: Context) => Promise<void>;
}

/** Every claim about every stack that has settings among these files. */
export function claimsAbout(files: Files): readonly Claim[] {
    const stacks = stacksIn(files);
    const own = ownStacksIn(files);
    const project = lazy(() => projectOf(files));
    const planned = new Map(stacks.map((stack) => [stack, lazy(() => makePlan({ stack, cwd: project() }))]));
    const planOf = (stack: string): Promise<Plan> => (planned.get(stack) as () => Promise<Plan>)();
    const together = lazy(async () => new Estate(await Promise.all(own.map(planOf))));
    // Roles of an account's stack are for people and for what brings stacks up, and neither is in any plan.
    const environments = lazy(async () => new Estate((await Promise.all(own.map(planOf))).filter(isEnvironment)));
    const ofEach = stacks.flatMap((stack) => {
        const claim = (title: string, run: () => Promise<void>): Claim => ({
            title: `${title} ${fileOf(stack)}`,
            async run() {
                if (!own.includes(stack)) skipBecause(this, "no setting of this project in a stack file");
                await run();
            },
        });
        return [
            claim("the settings are accepted in", async () => {
                assert.equal((await planOf(stack)).stack, stack);
            }),
            claim("every invariant holds for", async () => {
                const preview = await makePlan({ stack, cwd: project(), preview: true });
                assert.deepEqual(broken(await planOf(stack), preview), {});
            }),
            claim("a rehearsal can begin with", async () => {
                const plan = await planOf(stack);
                const settingsOf = (): string => join(project(), fileOf(stack));
                // Whether the application fits is what `fairlead check` says; it can change without any setting.
                const [handed] = checkPlans([plan], { root: project(), settingsOf });
                assert.deepEqual(
                    handed?.findings.filter(({ level }) => level === "wrong"),
                    [],
                );
                assert.equal((await firstFactOf([plan], {})).kind, "opened");
            }),
        ];
    });
    if (own.length === 0) return ofEach;
    const all = own.map(fileOf).join(" and ");
    const permissions = (
        title: string,
        estate: () => Promise<Estate>,
        found: (estate: Estate) => readonly string[],
    ): Claim => ({ title: `${title} by ${all}`, run: async () => assert.deepEqual(found(await estate()), []) });
    return [
        ...ofEach,
        permissions("every call that AWS or a script makes is allowed", together, (estate) => estate.missing()),
        permissions("no more than that is allowed", environments, (estate) => estate.excessive()),
        permissions("no provider, script, target, principal or role is without rows", environments, (estate) =>
            estate.holes(),
        ),
    ];
}

const isEnvironment = ({ resources }: Plan): boolean =>
    !resources.some(({ type }) => type === "fairlead:index:Account");

export function stacksIn(files: Files): string[] {
    return Object.keys(files).flatMap((name) => /^Pulumi\.([^.]+)\.yaml$/.exec(name)?.[1] ?? []);
}

/** Those that have settings of this project. */
export function ownStacksIn(files: Files): string[] {
    return stacksIn(files).filter((stack) => !isOfAnotherProject(files, stack));
}

/** `pulumi stack init` writes a file that configures nothing, and one folder may serve another project's stacks too. */
function isOfAnotherProject(files: Files, stack: string): boolean {
    const { name } = parse(files["Pulumi.yaml"] ?? "") as { readonly name: string };
    const { config } = (parse(files[fileOf(stack)] ?? "") ?? {}) as { readonly config?: object | null };
    return !Object.keys(config ?? {}).some((key) => key.startsWith(`${name}:`));
}

/** What breaks an invariant, by its sentence. */
function broken(plan: Plan, preview: Plan): Record<string, readonly string[]> {
    const found = Object.entries(invariants)
        .filter(([sentence]) => !NOT_OF_SETTINGS.includes(sentence))
        .map(([sentence, invariant]) => [sentence, invariant(plan, preview)] as const);
    return Object.fromEntries(found.filter(([, offenders]) => offenders.length > 0));
}

function fileOf(stack: string): string {
    return `Pulumi.${stack}.yaml`;
}

function lazy<T>(make: () => T): () => T {
    let made: { readonly value: T } | undefined;
    return () => (made ??= { value: make() }).value;
}
