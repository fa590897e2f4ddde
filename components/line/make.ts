import type * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { CarriedStore } from "../carrying";
import type { Build, Source } from "../parts";
import type { ForPeople } from "../rights";
import { RELEASE_KEYS } from "../shared/release-store";
import { makeSeed } from "../shared/seed";
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
    /** What people may be given on its pipeline. */
    public readonly people: ForPeople["people"];

    constructor(line: string, args: MakeArgs, context: EnvironmentContext, opts?: pulumi.ComponentResourceOptions) {
        super("fairlead:index:Make", line, { carries: args.carries }, opts);
        const { carries, source, build, store, listening } = args;
        const published = this.seed(line, context);
        const pipeline = context.conductor.conduct(
            `${line}-make`,
            {
                before: [...build.before, published, ...listening],
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
        this.people = pipeline.people;
        this.registerOutputs({ pipelineName: this.pipelineName });
    }

    /** What was released so far: nothing. From here on Publish writes it, and no other role may. */
    private seed(line: string, context: EnvironmentContext): s3.BucketObjectv2 {
        const nothing = { format: 1, line, commits: [], last: null };
        return makeSeed(`${line}-published`, { key: RELEASE_KEYS.published(line), content: nothing }, context, this);
    }
}
