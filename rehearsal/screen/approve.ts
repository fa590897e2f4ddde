import { createInterface } from "node:readline/promises";

import { paintFor } from "../../text/terminal";
import { showPage } from "./page";
import { sizeOf, type Terminal } from "./screen";

export interface ApprovalPrompt {
    readonly stack: string;
    readonly pipeline: string;
    /** `<stage>/<action>`. */
    readonly action: string;
    /** Markdown: what the answer is about. */
    readonly evidence: string;
}

/** Where a person may be asked. */
export interface ApprovalTerminal {
    readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
    readonly output: NodeJS.WritableStream & Terminal;
    /** Everything is approved, and the evidence still shown. */
    readonly yes: boolean;
    /** The approval timed out, or the rehearsal is given up. */
    readonly signal?: AbortSignal;
}

export type ApprovalOutcome =
    | { readonly status: "Approved" | "Rejected"; readonly summary: string }
    /** Nobody could be asked: for the command to end with, as if it had been called wrongly. */
    | { readonly status: "refused"; readonly why: string };

const NO_TERMINAL: ApprovalOutcome = {
    status: "refused",
    why: "an approval waits, and there is no terminal to ask in; answer all of them beforehand with --yes",
};

/** Shows the evidence, asks, and takes yes or no for an answer. */
export async function askApproval(question: ApprovalPrompt, terminal: ApprovalTerminal): Promise<ApprovalOutcome> {
    const { input, output, yes, signal } = terminal;
    const interactive = input.isTTY === true && output.isTTY === true;
    if (!yes && !interactive) return NO_TERMINAL;
    const { stack, pipeline, action, evidence } = question;
    const paint = paintFor(output);
    const title = paint.bold(`${stack} ${pipeline} waits at ${action}`);
    output.write(["", title, "", ...showPage(evidence, paint, sizeOf(output).width), "", ""].join("\n"));
    if (yes) {
        output.write("Approved, because of --yes.\n");
        return { status: "Approved", summary: "approved by --yes" };
    }
    const lines = createInterface({ input, output });
    // In a question Ctrl-C is a key like any other, until somebody makes it what it means elsewhere.
    lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
    // The end of the input is no answer: somebody closed the terminal.
    const closed = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
    const ask = (text: string) =>
        Promise.race([signal === undefined ? lines.question(text) : lines.question(text, { signal }), closed]);
    try {
        for (;;) {
            const answer = (await ask("Approve this? y/n "))?.trim().toLowerCase();
            if (answer === undefined) return NO_TERMINAL;
            if (answer === "y" || answer === "yes") return { status: "Approved", summary: "approved in the terminal" };
            if (answer === "n" || answer === "no") {
                const why = (await ask("Why not? (for the record, may be empty) "))?.trim();
                return { status: "Rejected", summary: why ? why : "rejected in the terminal" };
            }
            output.write("Please answer y or n.\n");
        }
    } finally {
        lines.close();
    }
}
