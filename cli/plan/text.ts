import { wrap } from "../../text/wrap";
import { spread, type Paint } from "../../text/terminal";
import { kindOf, type Json, type JsonObject, type PlannedResource } from "../../plan/document";
import type { Action, Job, Line, Owned, Pipeline, Reading, Start } from "../../plan/lines";
import type { Role } from "../../plan/roles";
import { guessesIn } from "./guesses";
import { reasonFor, reasonForShared } from "./subjects";
import { ofAccount } from "./subjects/environment";

/** Explains a plan to a reader who has never seen it, on a page of 80 columns. */
export function explainPlan({ plan, lines, shared, own, ours }: Reading, paint: Paint): string {
    const all = [...lines.flatMap(({ resources }) => resources), ...shared, ...own.resources].length;
    const isOurs = lines.length > 0 || ours.size > 0;
    const parts = [
        ...lines.map((line) => `${line.resources.length} of line ${line.name}`),
        ...(isOurs ? [`${shared.length} shared`] : []),
        ...(isOurs && own.resources.length > 0 ? [`${own.resources.length} of your own`] : []),
    ];
    const counted = `${all} resources${parts.length === 0 ? "" : `: ${parts.join(", ")}`}`;
    const page = [
        ...wrap(`${plan.project} ${plan.stack}: account ${plan.account}, ${plan.region}`, "").map((each) =>
            paint.bold(each),
        ),
        ...wrap(`${counted}. Nothing was asked of AWS to say this.`, ""),
        ...(isOurs && lines.length === 0 ? ["", ...wrap(withoutLines(shared), "")] : []),
        ...lines.flatMap((line) => ["", ...explainLine(line, ours, paint)]),
        ...(isOurs
            ? [
                  "",
                  paint.bold("shared by all lines"),
                  ...explainResources(shared, (each) => reasonForShared(each) ?? NONE),
              ]
            : []),
        ...explainOwn(own, isOurs ? "of your own" : "what the program makes", paint),
        ...explainGuesses({ plan, own }, paint),
        ...explainOutputs(plan.outputs, paint),
    ];
    return `${page.join("\n")}\n`;
}

/** A component of ours that says nothing of itself. */
const NONE = "no reason is written down for it";

/** What others wrote: what it is and does, and no reason, which only they know. */
function explainOwn({ resources, pipelines, jobs, roles }: Owned, title: string, paint: Paint): string[] {
    if (resources.length === 0) return [];
    return [
        ...pipelines.flatMap((each) => ["", paint.bold(`pipeline ${each.name}`), ...explainRun(each)]),
        ...jobs.flatMap(({ name, starts }) => ["", paint.bold(`job ${name}`), ...starts.flatMap(explainStart)]),
        ...(roles.length === 0
            ? []
            : ["", paint.bold("who may do what: each role, and who takes it on"), ...roles.flatMap(explainRole)]),
        "",
        paint.bold(title),
        ...explainResources(resources, () => undefined),
    ];
}

/** Where the text stands on an answer that nobody gave. */
function explainGuesses({ plan, own }: Pick<Reading, "plan" | "own">, paint: Paint): string[] {
    const rows = guessesIn({ plan, own });
    if (rows.length === 0) return [];
    const title = "what AWS, or another stack, would say, and this page does not know";
    return ["", paint.bold(title), ...rows.flatMap((row) => wrap(row, "    ", "      "))];
}

function withoutLines(shared: readonly PlannedResource[]): string {
    return shared.some(ofAccount)
        ? "This stack has no lines: it holds what AWS allows once per account, for the lines of all environments in it."
        : "There is no line in this stack yet, so nothing is built and nothing is deployed; what lines share stands ready for the first one.";
}

function explainLine(line: Line, ours: Reading["ours"], paint: Paint): string[] {
    const count = `${line.resources.length} resources of its own`;
    const [title = "", ...more] = spread(`line ${line.name}`, count);
    return [
        paint.bold(title),
        ...more,
        ...line.pipelines.flatMap((each) => ["", ...explainPipeline(each, paint)]),
        ...line.jobs.flatMap((each) => ["", ...explainJob(each, paint)]),
        "",
        paint.bold("  who may do what: each role, and who takes it on"),
        ...line.roles.flatMap(explainRole),
        "",
        paint.bold("  what it is made of, and why"),
        ...explainResources(line.resources, (each) =>
            ours.has(each) ? (reasonFor(each, line.name) ?? NONE) : undefined,
        ),
    ];
}

const PURPOSE: Readonly<Record<Pipeline["half"], string>> = {
    make: "turns a change into a release",
    check: "tests a change that is not merged, and can deploy nothing",
    ship: "brings a release into this environment",
};

function explainPipeline(pipeline: Pipeline, paint: Paint): string[] {
    return [
        paint.bold(wrap(`${pipeline.half}: pipeline ${pipeline.name} ${PURPOSE[pipeline.half]}`, "  ").join("\n")),
        ...explainRun(pipeline),
    ];
}

function explainRun({ starts, stages }: Pipeline): string[] {
    return [
        ...starts.flatMap(explainStart),
        ...stages.flatMap((stage, index) => [
            ...wrap(`${index + 1}. ${stage.name}`, "    "),
            ...stage.actions.flatMap((action) =>
                spread(`       ${action.name} ${does(action)}`, `as role ${action.role}`),
            ),
        ]),
    ];
}

function explainJob({ name, mayStart, starts }: Job, paint: Paint): string[] {
    const purpose =
        mayStart.length === 0
            ? `fetch: job ${name} brings a verified release to this environment's ship`
            : `handover: job ${name} starts ${mayStart.join(" and ")} for a candidate that no run has taken`;
    return [paint.bold(wrap(purpose, "  ").join("\n")), ...starts.flatMap(explainStart)];
}

function explainStart({ words, rule }: Start): string[] {
    return wrap(`It starts when ${words}${rule === undefined ? "" : ` (rule ${rule})`}.`, "    ", "      ");
}

function does({ kind, provider }: Action): string {
    switch (kind) {
        case "source":
            return `reads from ${provider}`;
        case "job":
            return "runs a script in CodeBuild";
        case "approval":
            return "waits for a person";
        case "deploy":
            return `is done by ${provider}`;
    }
}

function explainRole({ name, by, permissions, besides }: Role): string[] {
    const rows = permissions.map(
        ({ effect, actions, on }) => `${effect === "Deny" ? "never " : ""}${shortActions(actions)} → ${on.join(", ")}`,
    );
    return [
        ...wrap(`${name}, taken on by ${by || "nobody that this plan names"}`, "    ", "      "),
        ...(rows.length + besides.length === 0 ? ["      nothing, by the policies of this plan"] : []),
        // A policy says in two statements what differs in a way that no reader sees: objects, and their versions.
        ...[...new Set(rows)].flatMap((row) => wrap(row, "      ", "        ")),
        ...besides.flatMap((policy) =>
            wrap(`what the policy ${policy} says, which no plan holds`, "      ", "        "),
        ),
    ];
}

/** Files and keys come with families of actions; a reader wants to know which way the bytes go. JSON has them all. */
const families: readonly (readonly [action: RegExp, word: string])[] = [
    [/^s3:GetObject/, "read"],
    [/^s3:(Put|Delete)Object/, "write"],
    [/^s3:(GetBucket|ListBucket)/, "look at"],
    [/^kms:(Decrypt|DescribeKey)$/, "decrypt with"],
    [/^kms:(Encrypt|GenerateDataKey|ReEncrypt)/, "encrypt with"],
    [/^logs:(CreateLogStream|PutLogEvents)$/, "write"],
    [/^sts:AssumeRole$/, "become"],
    [/^codebuild:(StartBuild|StopBuild|BatchGetBuilds)$/, "run"],
];

function shortActions(actions: readonly string[]): string {
    const words = actions.map((action) => families.find(([pattern]) => pattern.test(action))?.[1] ?? action);
    return [...new Set(words)].join(", ");
}

/** One row for what exists for the same reason under the same name, as a role and its policy do. */
function explainResources(
    resources: readonly PlannedResource[],
    reason: (resource: PlannedResource) => string | undefined,
): string[] {
    const rows = new Map<string, string[]>();
    for (const each of resources) {
        const why = reason(each);
        const row = why === undefined ? each.name : `${each.name}: ${why}`;
        rows.set(row, [...(rows.get(row) ?? []), kindOf(each)]);
    }
    return [...rows].flatMap(([row, kinds]) => wrap(`${kinds.join(" and ")} ${row}`, "    ", "      "));
}

function explainOutputs(outputs: JsonObject, paint: Paint): string[] {
    const rows = Object.entries(outputs).flatMap(([name, value]) => explainValue(`${name}:`, value, "    "));
    return rows.length === 0 ? [] : ["", paint.bold("outputs"), ...rows];
}

function explainValue(label: string, value: Json, indent: string): string[] {
    const inner: readonly (readonly [string, Json])[] = Array.isArray(value)
        ? value.map((item: Json) => ["-", item] as const)
        : value !== null && typeof value === "object"
          ? Object.entries(value).map(([key, item]) => [`${key}:`, item] as const)
          : [];
    const single = singleValue(value, inner.length);
    return single !== undefined
        ? wrap(`${label} ${single}`, indent, `${indent}  `)
        : [...wrap(label, indent), ...inner.flatMap(([key, item]) => explainValue(key, item, `${indent}  `))];
}

function singleValue(value: Json, size: number): string | undefined {
    if (value === null || typeof value !== "object") return String(value);
    if ("secret" in value) return "a secret";
    if ("unknown" in value) return "known after the first up";
    return size === 0 ? "nothing" : undefined;
}
