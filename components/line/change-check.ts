import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { Step } from "../parts";
import type { ForPeople } from "../rights";
import type { Start } from "../starts";

export interface ChangeCheckArgs {
    /** Reads the change. */
    readonly source: Step;
    /** Runs its tests, and nothing that outlives them. */
    readonly test: Step;
    readonly starts: readonly Start[];
}

/**
 * The tests of a change that nobody has merged yet, in a pipeline of their own: whoever may ask for a merge decides what
 * runs here, so none of its roles may publish, deploy, or read what another step made.
 */
export class ChangeCheck extends pulumi.ComponentResource {
    public readonly pipelineName: pulumi.Output<string>;
    /** What people may be given on its pipeline. */
    public readonly people: ForPeople["people"];

    constructor(
        line: string,
        args: ChangeCheckArgs,
        context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:ChangeCheck", line, { test: args.test.name }, opts);
        const { source, test, starts } = args;
        const pipeline = context.conductor.conduct(
            `${line}-check`,
            {
                stages: [
                    { name: "Source", steps: [source] },
                    { name: test.name, steps: [test] },
                ],
                starts,
                before: [],
            },
            context,
            { parent: this },
        );
        pipeline.listen([], { parent: this });
        this.pipelineName = pipeline.name;
        this.people = pipeline.people;
        this.registerOutputs({ pipelineName: this.pipelineName });
    }
}
