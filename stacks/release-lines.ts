import * as pulumi from "@pulumi/pulumi";

import { Environment } from "./environment";
import { givenSettings } from "./settings";

/** Settings of the release lines of one environment. */
export interface ReleaseLinesArgs {
    /** AWS account of this environment, 12 digits; any other is refused. */
    readonly account: string;
    /** AWS region of this environment. */
    readonly region: string;
    /** Everything else, by the names that a stack file has below the project's: services, models, notify, promotesTo, loosen. */
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the schema of settings checks it, and explains it
    readonly settings?: Record<string, any>;
    /** Secrets that lines refer to by name, each encrypted wherever it is kept. */
    readonly secrets?: Record<string, pulumi.Input<string>>;
}

/**
 * The release lines of one environment, as one component: for programs in other languages, which have it by
 * `pulumi package add`. A program in TypeScript takes Environment.
 */
export class ReleaseLines extends pulumi.ComponentResource {
    /** The outputs of each line, by its name. */
    public readonly lines: Readonly<Record<string, Record<string, pulumi.Output<string>>>>;
    /** What a person has to do once, because no API can. */
    public readonly nextSteps: pulumi.Output<string[]>;

    constructor(name: string, args: ReleaseLinesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("fairlead:index:ReleaseLines", name, {}, opts);
        const given = givenSettings({ ...args, settings: args.settings ?? {} });
        const { lines, nextSteps } = new Environment(name, given, { parent: this });
        this.lines = lines;
        this.nextSteps = nextSteps;
        this.registerOutputs({ lines, nextSteps });
    }
}
