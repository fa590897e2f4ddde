// Who may know whom, as options of no-restricted-imports, and what a folder may not write, as selectors of
// no-restricted-syntax. ESLint does not merge the options of two matching blocks, so each folder gets one whole list.

/** A top-level folder of ours, reached by a relative path; the slash after its name spares `../documents/policy`. */
const folder = (name, message) => ({ regex: `^(\\./|(\\.\\./)+)${name}/`, message });

// The index loads every service of AWS; a submodule loads one (docs/decisions/0006).
const index = {
    name: "@pulumi/aws",
    message: 'import the service instead, as in import * as ecs from "@pulumi/aws/ecs"',
    allowTypeImports: true,
};
const tools = {
    group: ["@cloud-copilot/*", "fast-check", "mocha", "eslint", "prettier"],
    message: "a tool for tests; nothing that is shipped may need it (docs/decisions/0002 names the licences)",
};
const yaml = {
    name: "yaml",
    importNames: ["parse", "parseDocument", "parseAllDocuments"],
    message: "what others wrote is read by text/yaml.ts, which refuses what never ends",
};
const error = (...patterns) => ["error", { paths: [index, yaml], patterns: [tools, ...patterns] }];

const program = [
    folder("components", "what is known about the program is its plan; see plan/"),
    folder("stacks", "what is known about the program is its plan; see plan/"),
    { regex: "^(\\.\\./)+(index|extend)$", message: "run the program by path, as cli/plan does" },
    folder("tests", "tests know the tools, never the other way round"),
];
const above = (...names) => names.map((name) => folder(name, "the direction is plan ← iam ← rehearsal ← cli"));

/** Of these only the process inside a job's or image's walls knows; see rehearsal/sandbox/inside. */
const files = {
    regex: "^(node:)?fs(/promises)?$",
    message:
        "the engine opens no path that a job or an image has named: ask its files (RoomFiles). A file that touches the engine's own folder alone is named in eslint.config.mjs",
};

/** `components ← stacks`; `plan ← iam ← rehearsal ← cli`; `text` below all. The tools know the program by its plan alone. */
export const boundaries = {
    components: error(
        folder("stacks", "a component is given its settings; which stack they are for is not its affair"),
        ...["plan", "iam", "rehearsal", "cli"].map((name) =>
            folder(
                name,
                "the program does not know the tools that read its plan; it also runs under plain `pulumi up`",
            ),
        ),
        folder("tests", "tests know the program, never the other way round"),
        folder("tools", "tools serve the repository; the program runs without them"),
    ),
    stacks: error(
        ...["plan", "iam", "rehearsal", "cli"].map((name) =>
            folder(
                name,
                "the program does not know the tools that read its plan; it also runs under plain `pulumi up`",
            ),
        ),
        folder("tests", "tests know the program, never the other way round"),
        folder("tools", "tools serve the repository; the program runs without them"),
    ),
    plan: error(...program, ...above("iam", "rehearsal", "cli")),
    iam: error(...program, ...above("rehearsal", "cli")),
    rehearsal: error(...program, ...above("cli")),
    walled: error(...program, ...above("cli"), files),
    cli: error(...program),
    // They read the repository's own files.
    tools: ["error", { paths: [index], patterns: [tools, folder("components", "tools read plans, not the program")] }],
    // What is in tests/own is the owner's as well.
    tests: [
        "error",
        {
            patterns: [
                {
                    regex: "^(\\.\\./)+extend$",
                    message:
                        "extend.ts is the owner's, who may write anything into it; only tests in tests/own know it",
                },
            ],
        },
    ],
    text: error({
        regex: "^(\\.\\./)+",
        message: "text/ serves the program and the tools alike, so it knows neither; take what you need as an argument",
    }),
};

export const syntax = {
    settings: [
        {
            selector: ":matches(NewExpression[callee.property.name='Config'], NewExpression[callee.name='Config'])",
            message: "settings are parsed once, in stacks/settings.ts; take what you need as an argument",
        },
        {
            selector:
                ":matches(CallExpression[callee.object.name='pulumi'][callee.property.name='getStack'], CallExpression[callee.name='getStack'])",
            message: "environments are data: no code asks which stack it is in (docs/decisions/0001)",
        },
    ],
    git: [
        {
            selector: "CallExpression[arguments.0.value='git']",
            message: "git is asked by text/git.ts alone, which keeps the configuration of the folder out",
        },
    ],
    repeatable: [
        {
            selector:
                ":matches(NewExpression[callee.name='Date'][arguments.length=0], MemberExpression[object.name='Date'][property.name='now'], MemberExpression[object.name='Math'][property.name='random'])",
            message: "a constructor only describes: a clock or chance would make every `up` a change",
        },
        {
            selector:
                "CallExpression[callee.property.name=/^(writeFile|appendFile|mkdir|rm|unlink|exec|spawn|execFile)(Sync)?$/]",
            message:
                "a constructor only describes: it runs at every preview and may not touch the disk or start programs",
        },
    ],
    previewable: [
        {
            selector: "CallExpression[callee.property.name='apply'] NewExpression[arguments.length>=2]",
            message: "a resource born in an `apply` is missing from the preview; create it outside",
        },
        {
            selector: "ExpressionStatement > CallExpression[callee.property.name='apply']",
            message: "the result of this `apply` is dropped, so what it checks gates nothing",
        },
    ],
};
