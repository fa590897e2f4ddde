// A rule worth writing down is a rule a machine checks. tests/lint proves that each of these refuses what it should.
import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

import { boundaries, syntax } from "./tools/eslint/boundaries.mjs";
import noAssertInApply from "./tools/eslint/no-assert-in-apply.mjs";

const components = ["components/**/*.ts"];
const stacks = ["index.ts", "extend.ts", "stacks/**/*.ts"];
const everywhere = [...syntax.settings, ...syntax.git];
/** What makes the roots of images, and talks to engines. */
const CONTAINERS = [
    "build/build",
    "build/context",
    "build/here-documents",
    "docker",
    "docker-images",
    "health-check",
    "image-files",
    "images/image-root",
    "images/languages",
    "images/layers",
    "images/stood-in-root",
    "images/users",
    "runtimes/folder",
    "runtimes/namespace",
    "runtimes/secrets",
    "runtimes/sockets",
    "runtimes/way-out",
];
/** Folders that read plans; each may know those before it. */
const tools = ["plan", "iam", "rehearsal", "cli", "tools"];

export default tseslint.config(
    {
        ignores: [
            "node_modules/",
            ".fairlead/",
            "dist/",
            "examples/*/node_modules/",
            "template/",
            "tests/fixtures/foreign/",
            "tests/lint/probe/",
            "tests/prove/outsider/",
        ],
    },
    { linterOptions: { reportUnusedDisableDirectives: "error" } },
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.recommendedTypeChecked],
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        plugins: { "@pulumi": pulumi, fairlead: { rules: { "no-assert-in-apply": noAssertInApply } } },
        rules: {
            "@pulumi/no-output-in-template-literal": "error",
            "@pulumi/no-output-instance-in-template-literal": "error",
            "fairlead/no-assert-in-apply": "error",
            "@typescript-eslint/no-floating-promises": "error",
            "@typescript-eslint/no-explicit-any": "error",
            "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
            "@typescript-eslint/restrict-plus-operands": ["error", { allowAny: false, allowNumberAndString: false }],
            // Numbers read well in a message; outputs and objects are what this rule is here for.
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
            "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
            // Inputs in a plan are `unknown`; only in the program itself would a careless String() end in a resource.
            "@typescript-eslint/no-base-to-string": "off",
            // `async` also says that what a function throws arrives as a rejection.
            "@typescript-eslint/require-await": "off",
            eqeqeq: "error",
            "no-duplicate-imports": "error",
            "max-lines": ["error", { max: 250 }],
        },
    },
    // What Pulumi runs: plain text in, resources out, and nothing that differs from one run to the next.
    ...[
        { files: components, imports: boundaries.components },
        { files: stacks, imports: boundaries.stacks },
    ].map(({ files, imports }) => ({
        files,
        rules: {
            "@typescript-eslint/no-restricted-imports": imports,
            "@typescript-eslint/no-base-to-string": "error",
            "no-restricted-syntax": ["error", ...everywhere, ...syntax.repeatable, ...syntax.previewable],
        },
    })),
    ...tools.map((folder) => ({
        files: [`${folder}/**/*.ts`],
        rules: {
            "@typescript-eslint/no-restricted-imports": boundaries[folder],
            "no-restricted-syntax": ["error", ...everywhere],
        },
    })),
    // Where text of others is at work. These touch what the engine wrote itself, at places that it chose.
    {
        files: ["jobs", "containers", "hosts", "workflows"].map((folder) => `rehearsal/${folder}/**/*.ts`),
        ignores: [
            ...["clients", "context", "job-folder", "job-rooms", "shell"].map((name) => `rehearsal/jobs/${name}.ts`),
            ...CONTAINERS.map((name) => `rehearsal/containers/${name}.ts`),
            ...["machine", "root"].map((name) => `rehearsal/hosts/machine/${name}.ts`),
        ],
        rules: { "@typescript-eslint/no-restricted-imports": boundaries.walled },
    },
    // What the program and the tools share.
    {
        files: ["text/**/*.ts"],
        rules: {
            "@typescript-eslint/no-restricted-imports": boundaries.text,
            "no-restricted-syntax": ["error", ...everywhere],
        },
    },
    // The one place that asks Pulumi which stack this is and what it was configured with.
    {
        files: ["stacks/settings.ts"],
        rules: { "no-restricted-syntax": ["error", ...syntax.git, ...syntax.repeatable, ...syntax.previewable] },
    },
    { files: ["text/yaml.ts"], rules: { "@typescript-eslint/no-restricted-imports": "off" } },
    { files: ["text/git.ts"], rules: { "no-restricted-syntax": ["error", ...syntax.settings] } },
    // mocha takes methods as hooks, and one table of cases is easier to read than three files of them.
    {
        files: ["tests/**/*.ts"],
        rules: {
            "@typescript-eslint/unbound-method": "off",
            "max-lines": "off",
        },
    },
    {
        files: ["tests/**/*.ts"],
        ignores: ["tests/own/**"],
        rules: { "@typescript-eslint/no-restricted-imports": boundaries.tests },
    },
    {
        files: ["**/*.{js,cjs,mjs}"],
        extends: [tseslint.configs.recommended],
        rules: { "@typescript-eslint/no-require-imports": "off", eqeqeq: "error" },
    },
    // Has to be read by a node too old to run anything else, which is what it then says.
    { files: ["tools/bootstrap.cjs"], rules: { "no-var": "off" } },
);
