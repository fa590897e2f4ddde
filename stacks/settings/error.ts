import { RunError } from "@pulumi/pulumi/errors";

import type { Context } from "./parse";
import { formatProblems, type Problem } from "./problem";

/** Thrown once, with every problem there is. Pulumi prints it without a stack trace, as it does every RunError. */
export class SettingsError extends RunError {
    public override readonly name = "SettingsError";

    constructor(
        public readonly problems: readonly Problem[],
        context: Context,
    ) {
        super(formatProblems(problems, context));
    }
}
