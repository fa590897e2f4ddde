import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";

import ts from "typescript";

import { kinds } from "../../stacks/kinds";
import { root } from "../support/program";

// A second kind is a file and a line in its folder's list, so no other file may ask for the first one by name.

const names = new Set(
    Object.values(kinds).flatMap((list: readonly { kind: string }[]) => list.map(({ kind }) => kind)),
);
const inText = new RegExp(`\\bkind: (${[...names].join("|")})\\b`);

/** Where every literal counts; the tools also speak of AWS's services and of programs by the same words. */
const program = ["components", "stacks"];
const tools = ["plan", "iam", "rehearsal", "cli"];

describe("a kind's name", () => {
    it("stands in the kind's own files, and nowhere else in the program", () => {
        assert.deepEqual(program.flatMap(asked), []);
    });

    it("is asked for by none of the tools", () => {
        assert.deepEqual(tools.flatMap(asked), []);
    });

    const rule = (condition: string): string => `export const rule = (line: Line) => (${condition} ? [] : [line]);`;
    const mutants: Readonly<Record<string, string>> = {
        "a comparison": rule('line.deploy.kind === "ecs"'),
        "a comparison the other way round": rule('"codecommit" !== line.source?.kind'),
        "a list": rule('["docker"].includes(line.build.kind)'),
        "a default": 'const defaultBuild = "codebuild";',
        "a switch": 'export function of(line: Line) { switch (line.deploy.kind) { case "ecs": return 1; } }',
        "a type": 'type EcsTarget = Extract<Target, { kind: "ecs" }>;',
        "an example in words": "const least = `services: { web: { deploy: { kind: ecs, port: ${port} } } }`;",
        "a template": rule("line.deploy.kind === `ecs`"),
    };
    for (const [what, source] of Object.entries(mutants)) {
        it(`mutant: ${what} in stacks/ is found out`, () => {
            assert.deepEqual(places("stacks/settings/rules/mutant.ts", source), ["stacks/settings/rules/mutant.ts:1"]);
        });
    }

    it("mutant: a comparison in the tools is found out, and AWS's own words are not", () => {
        const found = (source: string): readonly string[] => places("cli/plan/mutant.ts", source);
        assert.deepEqual(found(rule('line.deploy.kind === "ecs"')), ["cli/plan/mutant.ts:1"]);
        assert.deepEqual(found('switch (target.kind) { case "ecs": break; }'), ["cli/plan/mutant.ts:1"]);
        assert.deepEqual(found('const arn = arnIn(plan, "ecs", "cluster/main");'), []);
        assert.deepEqual(places("rehearsal/targets/ecs/rules.ts", rule('line.deploy.kind === "ecs"')), []);
        const neighbour = "rehearsal/targets/folder.ts";
        assert.deepEqual(places(neighbour, rule('line.deploy.kind === "ecs"')), [`${neighbour}:1`]);
    });
});

// A tool may also ask for a kind by what AWS calls its parts. Those are known to the kind's own file, to the file of AWS's
// service, and to lists by type.
describe("what a kind's parts are called at AWS", () => {
    const parts = /\bTYPE\.(service|taskDefinition)\b|CodeDeployToECS|EcsService|aws:ecs\//;
    const own = [
        "cli/plan/subjects/ecs.ts",
        "cli/template/types/ecs.ts",
        "iam/calls/codedeploy.ts",
        "iam/calls/codepipeline.ts",
        "iam/calls/ecs-deployments.ts",
        "iam/calls/ecs.ts",
        "rehearsal/actions/codedeploy-to-ecs.ts",
        /^rehearsal\/deployments\//,
        /^rehearsal\/targets\/ecs(\.ts$|\/)/,
    ];
    const lists = [
        "cli/plan/stand-ins/running.ts",
        "plan/tokens.ts",
        "rehearsal/pipelines/action-types.ts",
        "rehearsal/up/up.ts",
    ];
    const strangers = (file: string, text: string): readonly string[] => {
        const knows = [...own, ...lists].some((each) => (typeof each === "string" ? file === each : each.test(file)));
        return parts.test(text) && !knows ? [file] : [];
    };

    it("stands in its own files, and in lists", () => {
        const all = tools.flatMap(filesOf);
        assert.deepEqual(
            all.flatMap((file) => strangers(file, readFileSync(join(root, file), "utf8"))),
            [],
        );
        for (const list of lists) assert.ok(all.includes(list), list);
    });

    it("mutant: an outcome that looks for services itself is found out", () => {
        const source = "const services = plans.ofType(TYPE.service);";
        assert.deepEqual(strangers("rehearsal/outcome.ts", source), ["rehearsal/outcome.ts"]);
        assert.deepEqual(strangers("rehearsal/targets/ecs/history.ts", source), []);
    });
});

const filesOf = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => join(folder, file).split(sep).join("/"))
        .sort();

const asked = (folder: string): readonly string[] =>
    filesOf(folder).flatMap((file) => places(file, readFileSync(join(root, file), "utf8")));

/** Lines of a file that ask for a kind which is not the file's own. */
function places(file: string, text: string): readonly string[] {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
    if (![...names].some((name) => text.includes(name))) return [];
    const isProgram = program.includes(file.split("/")[0] ?? "");
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
        const said = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
        const isAsked =
            said &&
            ((names.has(node.text) && (isProgram || isCompared(node)) && !isService(node) && !isOwn(file, node.text)) ||
                inText.test(node.text));
        if (isAsked) found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
        ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
}

/** AWS's own word in an ARN, or another service's word for a provider of repositories or images. */
const isService = (node: ts.Node): boolean => {
    const { parent } = node;
    if (ts.isCallExpression(parent)) return ["arnIn", "arnOf"].includes(parent.expression.getText());
    return ts.isPropertyAssignment(parent) && (parent.name === node || parent.name.getText() === "provider");
};

/** Beside something called `kind`, or after it as a property's value or type. */
function isCompared(literal: ts.Node): boolean {
    const beside = ts.isLiteralTypeNode(literal.parent) ? literal.parent.parent : literal.parent;
    const other = ts.isCaseClause(beside)
        ? beside.parent.parent.expression
        : ts.isBinaryExpression(beside)
          ? beside.left === literal
              ? beside.right
              : beside.left
          : ts.isPropertyAssignment(beside) || ts.isPropertySignature(beside)
            ? beside.name
            : undefined;
    return other !== undefined && /\bkind$/.test(other.getText());
}

/** A kind's own files are the one that declares it, and the folder of the same name beside it. */
const isOwn = (file: string, name: string): boolean =>
    file === homes().get(name) || inFolderOf(homes().get(name), file) || inTools(file, name);

/** The tools have a file for it in each of their lists. */
const inTools = (file: string, name: string): boolean =>
    ["cli/plan/subjects", "rehearsal/builds", "rehearsal/targets"].some(
        (folder) => file === `${folder}/${name}.ts` || file.startsWith(`${folder}/${name}/`),
    );

const inFolderOf = (home: string | undefined, file: string): boolean =>
    home !== undefined && !relative(join(dirname(home), basename(home, ".ts")), file).startsWith("..");

let known: ReadonlyMap<string, string> | undefined;
function homes(): ReadonlyMap<string, string> {
    known ??= new Map(
        ["sources", "builds", "registries", "targets"].flatMap((folder) =>
            readdirSync(join(root, "components", folder)).flatMap((file) => {
                const path = `components/${folder}/${file}`;
                if (!file.endsWith(".ts")) return [];
                const [, kind] = /^ {4}kind: "([\w-]+)",$/m.exec(readFileSync(join(root, path), "utf8")) ?? [];
                return kind === undefined ? [] : [[kind, path] as const];
            }),
        ),
    );
    return known;
}
