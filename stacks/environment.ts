import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";

import { codePipeline } from "../components/conductors/code-pipeline";
import type { EnvironmentContext } from "../components/context";
import { arnIn, environmentRef } from "../components/environment-ref";
import { type ApprovalGate, askerOf, BELIEVED, FOUR_EYES_LOOSENINGS } from "../components/line/approval";
import { confirmerOf } from "../components/line/confirmation";
import { promotionBusArn, promotionBusName } from "../components/line/promotion";
import { Announcements } from "../components/shared/announcements";
import { ApprovalTopic } from "../components/shared/approval-topic";
import { ArtifactStore } from "../components/shared/artifact-store";
import { DeadLetters } from "../components/shared/dead-letters";
import { Network } from "../components/shared/network";
import { nextStepsOf, Notifications } from "../components/shared/notifications";
import { hearsWhatIsLive, isAsked } from "../components/shared/notifications/events";
import { kindOf, type Recipient } from "../components/shared/notifications/groups";
import { ReleaseStore } from "../components/shared/release-store";
import { Secrets } from "../components/shared/secrets";
import { SharedBalancer } from "../components/shared/shared-balancer";
import { TrainingStore } from "../components/shared/training-store";
import { Team } from "../components/team/team";
import { bounded } from "./bounded";
import { fromAccount } from "./from-account";
import { confirms, kinds, shares } from "./kinds";
import { ServiceLine, type ServiceLineArgs } from "./line";
import { tagging, untagged } from "./providers";
import type { EnvironmentArgs } from "./args";
import { leastLine } from "./settings/schema";

/** One environment: what its lines share, then the lines. */
export class Environment extends pulumi.ComponentResource {
    /** The outputs of each line, by its name. */
    public readonly lines: Readonly<Record<string, Record<string, pulumi.Output<string>>>>;
    /** Roles that people assume and policies they are given, by what each is. */
    public readonly team: Readonly<Record<string, pulumi.Output<string>>>;
    /** What a person has to do once, because no API can. */
    public readonly nextSteps: pulumi.Output<string[]>;

    constructor(name: string, args: EnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
        // Left out of the registered inputs: what git says, or each commit would show as a difference of every line; and
        // secrets, which have one place in the state.
        const { checkouts: _checkouts, secrets: _secrets, ...settings } = args;
        super(
            "fairlead:index:Environment",
            name,
            { settings },
            pulumi.mergeOptions(opts, { providers: [tagging(args)], ...bounded(args.permissionsBoundary) }),
        );
        const context = this.share(args);
        const gate = this.gate(args, context);
        const lines = this.makeLines(args, gate, context);
        context.artifacts.expire();
        if (lines.length > 0) {
            const told = {
                pipelines: lines.flatMap(([, line]) => line.pipelineNames),
                jobs: lines.flatMap(([, line]) => line.jobNames),
                applications: lines.flatMap(([, line]) => line.applicationNames),
                scheduled: lines.flatMap(([, line]) => line.scheduled),
                trainings: lines.flatMap(([, line]) => line.trainings.map(({ pipelineArn }) => pipelineArn)),
                modelGroups: lines.flatMap(([, line]) => line.trainings.map(({ group }) => group)),
                lines: lines.map(([name]) => name),
            };
            new Announcements("mails", told, context, { parent: this });
        }

        const team = this.makeTeam(args, lines, context);

        this.lines = Object.fromEntries(lines.map(([line, { outputs }]) => [line, outputs]));
        this.team = team?.outputs ?? {};
        this.nextSteps = pulumi.all([
            ...nextStepsOf(args.notify, (recipient) => gate !== undefined && answers(recipient)),
            ...(lines.length === 0 ? [howToNameALine(args)] : lines.flatMap(([, line]) => line.nextSteps)),
            ...(team?.nextSteps ?? []),
            ...(Object.values(args.services).some(({ deploy }) => shares(deploy)) ? context.balancer.nextSteps : []),
            "if the very first run of a pipeline is red at Source, release it again: new roles take a moment to be known everywhere",
        ]);
        this.registerOutputs({ lines: this.lines, team: this.team, nextSteps: this.nextSteps });
    }

    /** What lines share. Network, load balancer, cluster and the secrets' key cost money, so they are created when a line first reads them. */
    private share(args: EnvironmentArgs): EnvironmentContext {
        const opts = { parent: this };
        const ref = environmentRef(args);
        const retention = {
            destroyWithData: args.loosen.includes("destroy-with-data"),
            logRetentionDays: args.logRetentionDays,
        };
        const artifacts = new ArtifactStore("artifacts", { ref }, opts);
        const notifications = new Notifications(
            "notifications",
            {
                ref,
                artifacts,
                recipients: args.notify,
                besides: asks(args) ? [APPROVALS] : [],
                destroyWithData: retention.destroyWithData,
            },
            opts,
        );
        const network = once(() => new Network("network", args.network, ref, opts));
        const settings = args.loadBalancer ?? { testTrafficFrom: [] };
        const balancer = once(() => new SharedBalancer("shared", { network: network(), retention, settings }, opts));
        const cluster = once(() => new ecs.Cluster("services", {}, opts));
        const training = once(() => new TrainingStore("models", { ref, retention }, opts));
        const secrets = once(() => new Secrets("secrets", { ref, values: args.secrets ?? {} }, opts));
        return {
            ...ref,
            retention,
            untagged: untagged(args),
            artifacts,
            releases: new ReleaseStore("releases", { ref, retention }, opts),
            notifications,
            deadLetters: new DeadLetters("dead-letters", { ref, alarmActions: notifications.alarmActions }, opts),
            connections: args.connections,
            conductor: codePipeline,
            fromAccount: fromAccount(args.fromAccount, ref, opts),
            get network() {
                return network();
            },
            get balancer() {
                return balancer();
            },
            get cluster() {
                return cluster();
            },
            get training() {
                return training();
            },
            get secrets() {
                return secrets();
            },
        };
    }

    /** How approvals are asked; undefined if nobody is asked, neither before a rollout nor in its middle. */
    private gate(
        args: EnvironmentArgs,
        { artifacts, notifications: { undelivered } }: EnvironmentContext,
    ): ApprovalGate | undefined {
        if (!asks(args)) return undefined;
        const askers = Object.entries(args.services).flatMap(([line, { deploy }]) => [
            ...(args.approval.required ? [askerOf(line)] : []),
            ...(confirms(deploy) ? [confirmerOf(line)] : []),
        ]);
        const people = args.notify.filter(answers);
        const topic = new ApprovalTopic(
            APPROVALS,
            { ref: environmentRef(args), artifacts, people, undelivered, askers },
            { parent: this },
        );
        const loosened = FOUR_EYES_LOOSENINGS.filter((name) => args.loosen.includes(name));
        const logins = args.loosen.includes(BELIEVED) ? args.approval.people : undefined;
        return { timeoutHours: args.approval.timeoutHours, topic, loosened, people: logins ?? {} };
    }

    private makeTeam(
        { team: args }: EnvironmentArgs,
        lines: readonly [name: string, line: ServiceLine][],
        context: EnvironmentContext,
    ): Team | undefined {
        if (!args) return undefined;
        const rights = Object.fromEntries(lines.map(([line, { rights }]) => [line, rights]));
        return new Team("team", { args, lines: rights }, context, { parent: this });
    }

    private makeLines(
        args: EnvironmentArgs,
        gate: ApprovalGate | undefined,
        context: EnvironmentContext,
    ): [name: string, line: ServiceLine][] {
        const opts = { parent: this };
        const shared: Omit<ServiceLineArgs, "settings" | "checkout" | "confirmation"> = {
            approval: args.approval.required ? gate : undefined,
            promotion: args.promotesFrom && {
                from: { ...environmentRef(args), ...args.promotesFrom },
                bus: new cloudwatch.EventBus("promotions", { name: promotionBusName(args) }, opts),
            },
            promotionBuses: [
                ...args.promotesTo.map((to) => promotionBusArn({ ...environmentRef(args), ...to })),
                // The account's own bus, for the rules that notify people.
                ...(args.notify.some(({ about }) => hearsWhatIsLive(about))
                    ? [arnIn(environmentRef(args), "events", "event-bus/default")]
                    : []),
            ],
        };
        return Object.entries(args.services).map(([line, settings]) => [
            line,
            new ServiceLine(
                line,
                {
                    settings,
                    checkout: args.checkouts?.[line],
                    ...shared,
                    confirmation: confirms(settings.deploy) ? gate : undefined,
                },
                context,
                opts,
            ),
        ]);
    }
}

/** The topic of approvals. */
const APPROVALS = "approvals";

/** Whether anything here asks for an approval. */
function asks({ approval, services }: EnvironmentArgs): boolean {
    const lines = Object.values(services);
    return (approval.required && lines.length > 0) || lines.some(({ deploy }) => confirms(deploy));
}

/** Whether approvals ask this recipient, a person; programs and chat hear of them by an event. */
function answers(recipient: Recipient): boolean {
    return kindOf(recipient).form === "text" && isAsked(recipient.about);
}

function once<T>(make: () => T): () => T {
    let made: T | undefined;
    return () => (made ??= make());
}

function howToNameALine({ project, environment }: EnvironmentArgs): string {
    return `no service is named yet, so nothing is built or deployed; the least to write in Pulumi.${environment}.yaml, below config: ${project}:services: ${leastLine(kinds)}`;
}
