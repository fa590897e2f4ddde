import * as assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { unzipSync } from "fflate";
import { parse, stringify } from "yaml";

import type { Json, Plan, PlannedResource } from "../../plan/document";
import { renderExpiry } from "../../components/documents/expiry";
import { image } from "../../components/carries/image";
import { renderCandidateZero, renderLiveZero } from "../../components/documents/release-zero";
import { ofType } from "../program/reading";
import { planOfShipped, shipped } from "../program/stacks";
import { matchesGolden } from "../support/golden";

/** What one stack hands to AWS as text, by the file it is kept in. */
const documents: Record<string, (plan: Plan) => unknown> = {
    roles: (plan) =>
        byName(ofType(plan, "aws:iam/role:Role"), (role) => ({
            trusts: parsed(role.inputs["assumeRolePolicy"]),
            may: ofType(plan, "aws:iam/rolePolicy:RolePolicy")
                .filter(({ inputs }) => inputs["role"] === role.outputs["name"])
                .map(({ inputs }) => parsed(inputs["policy"])),
        })),
    "resource-policies": (plan) =>
        byName(
            plan.resources.filter(({ type }) =>
                /:(Key|BucketPolicy|TopicPolicy|LogResourcePolicy|RepositoryPolicy)$/.test(type),
            ),
            ({ inputs }) => parsed(inputs["policy"] ?? inputs["policyDocument"]),
        ),
    pipelines: (plan) => byName(ofType(plan, "aws:codepipeline/pipeline:Pipeline"), ({ inputs }) => inputs),
    events: (plan) => ({
        rules: byName(ofType(plan, "aws:cloudwatch/eventRule:EventRule"), ({ inputs }) => ({
            ...inputs,
            eventPattern: parsed(inputs["eventPattern"]),
        })),
        targets: byName(ofType(plan, "aws:cloudwatch/eventTarget:EventTarget"), ({ inputs }) => inputs),
    }),
    blueprints: (plan) =>
        byName(
            ofType(plan, "aws:s3/bucketObjectv2:BucketObjectv2").filter(({ name }) => name.endsWith("-blueprint")),
            ({ inputs }) => parsed(inputs["content"]),
        ),
    "first-task-definitions": (plan) =>
        byName(ofType(plan, "aws:ecs/taskDefinition:TaskDefinition"), ({ inputs }) => ({
            ...inputs,
            containerDefinitions: parsed(inputs["containerDefinitions"]),
        })),
    outputs: (plan) => plan.outputs,
};

// What AWS will read, as text for a person to review. Changed only by `npm run golden`.

describe("golden documents", () => {
    for (const stack of shipped.filter(({ title }) => title !== "examples/blue-green-web prod")) {
        describe(stack.title, () => {
            for (const [name, render] of Object.entries(documents)) {
                it(name, async () => {
                    const text = show(render(await planOfShipped(stack)));
                    matchesGolden(`${stack.title.replace(" ", "/")}/${name}.yaml`, text);
                });
            }
        });
    }

    it("the buildspec of each job, by the scripts it runs; by those of its own, where jobs of one name differ", async () => {
        const plans = await Promise.all(shipped.map(async (stack) => planOfShipped(stack)));
        const jobs = plans
            .flatMap((plan) => ofType(plan, "aws:codebuild/project:Project"))
            .map(({ name, inputs }) => ({ name, ...outlined((inputs["source"] as { buildspec: string }).buildspec) }));
        for (const { name, runs, buildspec } of jobs) {
            const others = jobs.filter((job) => job.name === name);
            const own = runs.filter((script) => !others.every((job) => job.runs.includes(script)));
            matchesGolden(`buildspecs/${[name, ...own].join("-").replaceAll(".sh", "")}.yaml`, show(buildspec));
        }
    });

    it("the lifecycle of a registry", () => {
        matchesGolden("expiry.yaml", show(JSON.parse(renderExpiry())));
    });

    it("release 0, to the byte", () => {
        const zero = { line: "web", carries: image.kind, ...image.placeholder };
        matchesGolden(
            "release-zero.yaml",
            show({ candidate: unzipped(renderCandidateZero(zero)), live: unzipped(renderLiveZero(zero)) }),
        );
    });
});

/** Logical names do not differ by a digit of autonaming; where two types share one, the type stands before it. */
function byName(resources: readonly PlannedResource[], show: (resource: PlannedResource) => unknown): object {
    const types = new Set(resources.map(({ type }) => type));
    return Object.fromEntries(
        resources
            .map((resource): [string, unknown] => [
                types.size > 1 ? `${resource.type.split(":").at(-1)} ${resource.name}` : resource.name,
                show(resource),
            ])
            .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
}

function parsed(value: Json | undefined): unknown {
    return JSON.parse(String(value)) as unknown;
}

const SCRIPTS = join(__dirname, "..", "..", "components", "scripts");
const scripts = readdirSync(SCRIPTS).map(
    (file) => [file, readFileSync(join(SCRIPTS, file), "utf8").trimEnd()] as const,
);

/** A buildspec whose command is the names of the scripts it is put together from: their text is reviewed where it stands. */
function outlined(buildspec: string): { readonly runs: readonly string[]; readonly buildspec: object } {
    const { phases, ...rest } = parse(buildspec) as { phases: { build: { commands: string[] } } };
    const [command = "", ...more] = phases.build.commands;
    const within = scripts
        .filter(([, text]) => command.includes(text))
        .sort(([, a], [, b]) => command.indexOf(a) - command.indexOf(b));
    assert.deepEqual(more, []);
    assert.equal(command, within.map(([, text]) => text).join("\n"), "a job runs whole scripts and nothing else");
    const runs = within.map(([file]) => file);
    return { runs, buildspec: { ...rest, phases: { build: { commands: [runs.join(" ")] } } } };
}

function unzipped(base64: string): object {
    const bytes = Buffer.from(base64, "base64");
    const files = Object.entries(unzipSync(bytes)).map(([name, content]) => [
        name,
        JSON.parse(Buffer.from(content).toString()) as unknown,
    ]);
    return { files: Object.fromEntries(files) as unknown, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function show(value: unknown): string {
    return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
