import type * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { CarriedStore } from "../carrying";
import { GithubActions } from "../conductors/github-actions";
import type { Workflow } from "../conductors/workflow";
import type { Build, Given, Source, Step } from "../parts";
import type { ScriptPart } from "../shell";
import type { ForPeople } from "../rights";
import { ShellJob, startsJob } from "../shared/job";
import { RELEASE_KEYS } from "../shared/release-store";
import { makeStarter } from "../shared/role";
import { makeSeed } from "../shared/seed";
import { publishStep } from "./steps";

export interface MakeArgs {
    /** Kind of what the line's releases carry. */
    readonly carries: string;
    /** @default - the build reads no repository */
    readonly source?: Source;
    readonly build: Build;
    /** Defines `files_take`. @default - the target takes no files of the repository */
    readonly files?: ScriptPart;
    /** Keeps what is built. */
    readonly store: CarriedStore;
    /** Rules that must exist before a release is made: a candidate whose event no rule matches is never deployed. */
    readonly listening: readonly pulumi.Resource[];
}

type Made = Pick<Make, "pipelineNames" | "outputs" | "nextSteps"> & ForPeople;

/** The half of a line that turns a change into a release; it exists once, in the first environment. */
export class Make extends pulumi.ComponentResource {
    /** Pipelines whose runs make releases; empty if a workflow makes them. */
    public readonly pipelineNames: readonly pulumi.Output<string>[];
    /** Jobs outside of the pipeline that make releases. */
    public readonly jobNames: readonly pulumi.Output<string>[];
    /** Permissions that people may get on its pipeline. */
    public readonly people: ForPeople["people"];
    public readonly outputs: Readonly<Record<string, pulumi.Output<string>>>;
    public readonly nextSteps: readonly pulumi.Input<string>[];

    constructor(line: string, args: MakeArgs, context: EnvironmentContext, opts?: pulumi.ComponentResourceOptions) {
        super("fairlead:index:Make", line, { carries: args.carries }, opts);
        const { carries, source, build, store, files } = args;
        const publish = publishStep({ line, carries }, { build, source, store, files }, context);
        const steps = [...build.steps, ...(build.given ? [] : [publish])];
        const published = this.seed(line, context);
        const job = build.given && this.byEvent(line, build.given, publish, [published, ...args.listening], context);
        this.jobNames = job ? [job.projectName] : [];
        const made = build.workflow
            ? this.byWorkflow(line, build.workflow, steps, context)
            : this.byPipeline(line, steps, [...build.before, published, ...args.listening], build, context);
        this.pipelineNames = made.pipelineNames;
        this.people = made.people;
        this.outputs = made.outputs;
        this.nextSteps = made.nextSteps;
        const { pipelineNames, jobNames, outputs, nextSteps } = this;
        this.registerOutputs({ pipelineNames, jobNames, outputs, nextSteps });
    }

    private byPipeline(
        line: string,
        steps: readonly Step[],
        before: readonly pulumi.Resource[],
        build: Build,
        context: EnvironmentContext,
    ): Made {
        const pipeline = context.conductor.conduct(
            `${line}-make`,
            {
                before,
                stages: [
                    ...(build.source ? [{ name: "Source", steps: sourcesOf(build) }] : []),
                    ...steps.map((step) => ({ name: step.name, steps: [step] })),
                ],
                starts: build.starts,
            },
            context,
            { parent: this },
        );
        pipeline.listen([], { parent: this });
        return {
            pipelineNames: [pipeline.name],
            people: pipeline.people,
            outputs: { make: pipeline.name },
            nextSteps: [],
        };
    }

    /** Publishes when an event says so, outside of the pipeline, which ended long before. */
    private byEvent(
        line: string,
        { event, says }: Given,
        publish: Step,
        before: readonly pulumi.Resource[],
        context: EnvironmentContext,
    ): ShellJob {
        const name = `${line}-make-publish`;
        if (!("job" in publish.run)) throw new Error(`what publishes ${line} is no job`);
        const { runEnv: _ofRuns, ...job } = publish.run.job;
        const made = new ShellJob(name, { within: "nothing", job, allow: publish.allow }, context, { parent: this });
        const role = makeStarter(`${name}-start`, [made.start()], context, { parent: this });
        startsJob(name, made, { event, says, role, before }, context, { parent: this });
        return made;
    }

    /** People get no permissions here: GitHub decides who may start a workflow. */
    private byWorkflow(line: string, workflow: Workflow, steps: readonly Step[], context: EnvironmentContext): Made {
        const { roleArns, nextSteps } = new GithubActions(`${line}-make`, { line, workflow, steps }, context, {
            parent: this,
        });
        return { pipelineNames: [], outputs: roleArns, nextSteps };
    }

    /** The list of releases, still empty. From then on only Publish may write it. */
    private seed(line: string, context: EnvironmentContext): s3.BucketObjectv2 {
        const nothing = { format: 1, line, commits: [], last: null };
        return makeSeed(`${line}-published`, { key: RELEASE_KEYS.published(line), content: nothing }, context, this);
    }
}

/** At the same time: neither waits for the other. */
function sourcesOf({ source, beside }: Build): readonly Step[] {
    return [...(source ? [source] : []), ...(beside ? [{ ...beside, parallel: true }] : [])];
}
