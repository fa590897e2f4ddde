import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../components/context";
import type { EnvironmentRef } from "../components/environment-ref";
import type { ApprovalGate } from "../components/line/approval";
import { GithubShip, type GithubShipArgs } from "../components/conductors/github-ship";
import { ChangeCheck } from "../components/line/change-check";
import { Make } from "../components/line/make";
import { PromotionPull } from "../components/line/pull";
import { Ship } from "../components/line/ship";
import { ARTIFACTS, type LineRef } from "../components/line/steps";
import { seesJobs } from "../components/shared/job";
import { makeStarter } from "../components/shared/role";
import type { CarriedStore, Registry } from "../components/carrying";
import type { Checkout } from "../components/checkout";
import type { Awaited, Build, Source, Target } from "../components/parts";
import type { BuildFrom } from "../components/kind";
import { type Rights, rightsOn } from "../components/rights";
import { carriedBy, makePart, parts, registryFrom } from "./kinds";
import type { ServiceArgs } from "./args";

export interface ServiceLineArgs {
    /** The line's settings in the stack file. */
    readonly settings: ServiceArgs;
    /** What git says of the folder that `pulumi up` builds from. */
    readonly checkout?: Checkout;
    /** @default - nobody has to approve */
    readonly approval?: ApprovalGate;
    /** How people are asked in the middle of a rollout. @default - nobody is */
    readonly confirmation?: ApprovalGate;
    /** Where releases are promoted from. @default - they are made here */
    readonly promotion?: { readonly from: EnvironmentRef; readonly bus: cloudwatch.EventBus };
    /** Event buses of the environments that hear of what was verified here. */
    readonly promotionBuses: readonly string[];
}

/** One line in this environment. Where releases are made it has make and ship, elsewhere pull and ship. */
export class ServiceLine extends pulumi.ComponentResource {
    /** Pipelines, for notifications of their runs. */
    public readonly pipelineNames: readonly pulumi.Output<string>[];
    /** Jobs outside pipelines, for notifications. */
    public readonly jobNames: readonly pulumi.Output<string>[];
    /** Applications of CodeDeploy, for notifications of deployments. */
    public readonly applicationNames: readonly pulumi.Output<string>[];
    /** ECS task groups of its scheduled commands, for notifications of failures. */
    public readonly scheduled: readonly string[];
    /** SageMaker pipelines that train its models, and where the models wait; for notifications. */
    public readonly trainings: readonly NonNullable<Build["trains"]>[];
    /** The line's outputs: its address, its roles, what to start by hand. */
    public readonly outputs: Record<string, pulumi.Output<string>>;
    /** What people may do with it. */
    public readonly rights: Rights;
    /** What a person has to do once. */
    public readonly nextSteps: readonly pulumi.Input<string>[];

    constructor(
        private readonly line: string,
        args: ServiceLineArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:ServiceLine", line, { settings: args.settings }, opts);
        const { settings, checkout, approval, confirmation, promotionBuses } = args;
        const carries = carriedBy(settings.deploy);
        const of = { line, carries: carries.kind };
        const registry = this.registry(settings);
        const store = carries.makeStore(line, { registry }, context, { parent: this });
        const target = this.target(settings, store);
        const { placeholder } = carries;
        const ship = new Ship(
            line,
            {
                ...{ carries: carries.kind, target, store, placeholder, approval, confirmation, promotionBuses },
                waits: settings.ship !== undefined,
            },
            context,
            { parent: this },
        );
        const pull = this.pull(of, args, store);
        const shipped = { source: ARTIFACTS.release, ship: { name: ship.pipelineName, arn: ship.pipelineArn } };
        const shipper = this.shipper(args, shipped);
        const handover = `${line}-handover`;
        // With a workflow that says when to ship, a candidate that no run has taken is no mistake: it waits for that workflow.
        const handsOver = shipper
            ? undefined
            : context.conductor.handOver(handover, { line, ...shipped }, context, { parent: this });
        const besides = [pull, handsOver].flatMap((each) => each?.start() ?? []);
        const starter = makeStarter(`${line}-start`, [...ship.starts(), ...besides], context, { parent: this });
        // Before Make: making a release writes the candidate, and an event that no rule matches is lost.
        const listening = ship.listen(starter);
        pull?.listen(starter, listening);
        const { source, awaits } = this.source(settings);
        const { platform } = target;
        const build =
            awaits.length > 0
                ? undefined
                : this.build(settings, { source, store, checkout, platform, waitedFor: settings.ship !== undefined });
        const make =
            build &&
            new Make(line, { carries: carries.kind, source, build, store, files: target.files, listening }, context, {
                parent: this,
            });
        const check = build && this.check(build, source);
        for (const name of make?.pipelineNames ?? [])
            source?.reports?.({ make: name, ...(check ? { check: check.pipelineName } : {}) }, { parent: this });
        const jobs = [...(make?.jobNames ?? []), ...ship.jobNames, ...(pull ? [pull.projectName] : [])];
        handsOver?.listen({ pipelines: make?.pipelineNames ?? [], jobs }, starter);

        this.rights = rightsOn([
            source,
            build,
            target,
            ship,
            make,
            check,
            { people: { see: seesJobs([...(pull ? [`${line}-pull`] : []), ...(shipper ? [] : [handover])], context) } },
        ]);
        this.pipelineNames = [...(make?.pipelineNames ?? []), ship.pipelineName];
        this.jobNames = [...jobs, ...(handsOver ? [handsOver.projectName] : [])];
        this.applicationNames = target.applications ?? [];
        this.scheduled = target.scheduled ?? [];
        this.trainings = build?.trains ? [build.trains] : [];
        this.outputs = {
            ...source?.outputs,
            ...build?.outputs,
            ...registry?.outputs,
            ...target.outputs,
            ship: ship.pipelineName,
            ...make?.outputs,
            ...shipper?.roleArns,
            ...(check ? { check: check.pipelineName } : {}),
            ...(pull ? { pull: pull.projectName } : {}),
        };
        this.nextSteps = [
            ...awaits,
            ...(source?.nextSteps ?? []),
            ...(build?.nextSteps ?? []),
            ...(make?.nextSteps ?? []),
            ...(target.nextSteps ?? []),
            ...(shipper?.nextSteps ?? []),
            ...(pull ? [howToFetch(pull)] : []),
            ...((approval ?? confirmation) ? [howToApproveFirst(ship)] : []),
        ];
        const { pipelineNames, jobNames, applicationNames, scheduled, trainings, outputs, nextSteps } = this;
        this.registerOutputs({
            ...{ pipelineNames, jobNames, applicationNames, scheduled, trainings },
            ...{ outputs, nextSteps },
        });
    }

    private target({ deploy }: ServiceArgs, store: CarriedStore): Target {
        return makePart(parts.targets, deploy, this.line, { store }, this.context, { parent: this });
    }

    private registry({ registry, build }: ServiceArgs): Registry | undefined {
        const from = build ? registryFrom(build) : {};
        return registry && makePart(parts.registries, registry, this.line, from, this.context, { parent: this });
    }

    /** The source, or what a person has to do first; until then nothing is made. */
    private source({ source }: ServiceArgs): { readonly source?: Source } & Awaited {
        if (!source) return { awaits: [] };
        const made = makePart(parts.sources, source, this.line, {}, this.context, { parent: this });
        return "awaits" in made ? made : { source: made, awaits: [] };
    }

    private build({ build }: ServiceArgs, from: BuildFrom<CarriedStore>): Build | undefined {
        return build && makePart(parts.builds, build, this.line, from, this.context, { parent: this });
    }

    /** The GitHub workflow that says when to ship, if the settings have one; else each new release ships itself. */
    private shipper(
        { settings: { ship: settings }, promotion }: ServiceLineArgs,
        shipped: Pick<GithubShipArgs, "ship" | "source">,
    ): GithubShip | undefined {
        if (!settings) return undefined;
        const after = promotion?.from.environment;
        const args = { line: this.line, settings, ...shipped, ...(after === undefined ? {} : { after }) };
        return new GithubShip(`${this.line}-ship-github`, args, this.context, { parent: this });
    }

    private check({ source: step, test }: Build, source?: Source): ChangeCheck | undefined {
        if (!step || !test || !source?.checks) return undefined;
        const args = { source: step, test, starts: source.checks };
        return new ChangeCheck(this.line, args, this.context, { parent: this });
    }

    private pull(of: LineRef, { promotion }: ServiceLineArgs, store: CarriedStore): PromotionPull | undefined {
        if (!promotion) return undefined;
        return new PromotionPull(`${this.line}-pull`, { ...of, ...promotion, store }, this.context, { parent: this });
    }
}

function howToFetch({ projectName }: PromotionPull): pulumi.Output<string> {
    return pulumi.interpolate`if a release was verified before this environment existed, fetch it: aws codebuild start-build --project-name ${projectName}`;
}

function howToApproveFirst({ pipelineName }: Ship): pulumi.Output<string> {
    return pulumi.interpolate`approve the first run of ${pipelineName}: it rolls out a placeholder and so proves roles, keys and listeners; what is promoted meanwhile ends it and asks instead`;
}
