import { wrap } from "../../text/wrap";
import { spread, type Paint } from "../terminal";
import { kindOf, type Line, type Pipeline, type Reading, type Role } from "./reading";
import type { PlannedResource } from "./plan";
import { reasonFor, reasonForShared } from "./reasons";

/** Explains a plan to somebody who has never seen it, on a page of 80 columns. */
export function explainPlan({ plan, lines, shared }: Reading, paint: Paint): string {
    const all = plan.resources.filter((each) => each.custom || shared.includes(each)).length;
    const parts = [...lines.map((line) => `${line.resources.length} of line ${line.name}`), `${shared.length} shared`];
    const page = [
        ...wrap(`${plan.project} ${plan.stack}: account ${plan.account}, ${plan.region}`, "").map((each) =>
            paint.bold(each),
        ),
        ...wrap(`${all} resources: ${parts.join(", ")}. Nothing was asked of AWS to say this.`, ""),
        ...lines.flatMap((line) => ["", ...explainLine(line, paint)]),
        "",
        paint.bold("shared by all lines"),
        ...explainResources(shared, reasonForShared),
        ...explainOutputs(plan.outputs, paint),
    ];
    return `${page.join("\n")}\n`;
}

function explainLine(line: Line, paint: Paint): string[] {
    const count = `${line.resources.length} resources of its own`;
    const [title = "", ...more] = spread(`line ${line.name}`, count);
    return [
        paint.bold(title),
        ...more,
        ...line.pipelines.flatMap((each) => ["", ...explainPipeline(each, paint)]),
        ...line.jobs.flatMap((job) => [
            "",
            paint.bold(`  fetch: job ${job.name}`),
            ...job.starts.flatMap((each) => explainStart(each.words, each.rule)),
        ]),
        "",
        paint.bold("  who may do what"),
        ...line.roles.flatMap(explainRole),
        "",
        paint.bold("  what it is made of, and why"),
        ...explainResources(line.resources, (each) => reasonFor(each, line.name)),
    ];
}

function explainPipeline(pipeline: Pipeline, paint: Paint): string[] {
    const purpose =
        pipeline.half === "make" ? "turns a change into a release" : "brings a release into this environment";
    return [
        paint.bold(wrap(`${pipeline.half}: pipeline ${pipeline.name} ${purpose}`, "  ").join("\n")),
        ...pipeline.starts.flatMap((each) => explainStart(each.words, each.rule)),
        ...pipeline.stages.flatMap((stage, index) => [
            ...wrap(`${index + 1}. ${stage.name}`, "    "),
            ...stage.actions.flatMap((action) =>
                spread(`       ${action.name}: ${by(action.kind, action.provider)}`, `as ${action.role}`),
            ),
        ]),
    ];
}

function explainStart(words: string, rule: string): string[] {
    return wrap(`starts when ${words} (rule ${rule})`, "    ", "      ");
}

function by(kind: string, provider: string): string {
    switch (kind) {
        case "source":
            return `reads from ${provider}`;
        case "job":
            return "a script in CodeBuild";
        case "approval":
            return "waits for a person";
        default:
            return `by ${provider}`;
    }
}

function explainRole(role: Role): string[] {
    return [
        ...wrap(`${role.name}, for ${role.by || "nobody"}`, "    ", "      "),
        ...(role.statements.length === 0 ? ["      nothing"] : []),
        ...role.statements.flatMap((each) => {
            const may = each.effect === "Deny" ? "never " : "";
            return wrap(`${may}${shortActions(each.actions)} → ${each.on.join(", ")}`, "      ", "        ");
        }),
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
    [/^codebuild:(StartBuild|StopBuild|BatchGetBuilds)$/, "run"],
];

function shortActions(actions: readonly string[]): string {
    const words = actions.map((action) => families.find(([pattern]) => pattern.test(action))?.[1] ?? action);
    return [...new Set(words)].join(", ");
}

function explainResources(
    resources: readonly PlannedResource[],
    reason: (resource: PlannedResource) => string | undefined,
): string[] {
    return resources.flatMap((each) => {
        const why = reason(each) ?? "no reason is written down for it";
        return wrap(`${kindOf(each)} ${each.name}: ${why}`, "    ", "      ");
    });
}

function explainOutputs(outputs: Reading["plan"]["outputs"], paint: Paint): string[] {
    const rows = Object.entries(outputs).flatMap(([name, value]) =>
        wrap(`${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`, "    ", "      "),
    );
    return rows.length === 0 ? [] : ["", paint.bold("outputs"), ...rows];
}
