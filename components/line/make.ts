import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { Build, CarriedStore, Source } from "../parts";
import { publishStep } from "./steps";

export interface MakeArgs {
    /** Kind of what the line's releases carry. */
    readonly carries: string;
    /** Absent where the build reads no repository. */
    readonly source?: Source;
    readonly build: Build;
    /** Where what is built goes. */
    readonly store: CarriedStore;
    /** What must listen before a release is made: a candidate whose event is heard by no rule is deployed by none. */
    readonly listening: readonly pulumi.Resource[];
}

/** The half that turns a change into a release; it exists once, in the first environment. */
export class Make extends pulumi.ComponentResource {
    public readonly pipelineName: pulumi.Output<string>;

    constructor(line: string, args: MakeArgs, context: EnvironmentContext, opts?: pulumi.ComponentResourceOptions) {
        super("fairlead:index:Make", line, { carries: args.carries }, opts);
        const { carries, source, build, store, listening } = args;
        const pipeline = context.conductor.conduct(
            `${line}-make`,
            {
                before: [...build.before, ...listening],
                stages: [
                    { name: "Source", steps: [build.source] },
                    ...build.steps.map((step) => ({ name: step.name, steps: [step] })),
                    { name: "Publish", steps: [publishStep({ line, carries }, { build, source, store }, context)] },
                ],
                starts: build.starts,
            },
            context,
            { parent: this },
        );
        pipeline.listen([], { parent: this });
        this.pipelineName = pipeline.name;
        this.registerOutputs({ pipelineName: this.pipelineName });
    }
}
