// What others make of a workflow that we have rendered: GitHub's own parser, and actionlint where it is installed.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import type { Context } from "mocha";

import { isOnPath, skipBecause } from "./skip";

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

/**
 * What actionlint has against it, one problem a line. It is a program of Go, in no registry that node or Python install from:
 * `go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12`. Our scripts are shellchecked by their own tests.
 */
export function lint(test: Context, text: string): string {
    if (!isOnPath("actionlint")) skipBecause(test, "no actionlint on PATH");
    const { stdout, stderr, error } = spawnSync(
        "actionlint",
        ["-shellcheck=", "-pyflakes=", "-no-color", "-oneline", "-"],
        {
            input: text,
            encoding: "utf8",
        },
    );
    if (error) throw error;
    return stdout + stderr;
}
