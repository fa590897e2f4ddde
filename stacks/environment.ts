import * as aws from "@pulumi/aws/provider";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";

import { type EnvironmentContext, environmentRef } from "../components/context";
import { ArtifactStore } from "../components/shared/artifact-store";
import { Network } from "../components/shared/network";
import { Notifications } from "../components/shared/notifications";
import { promotionBusArn, promotionBusName } from "../components/shared/promotion-names";
import { PushLog } from "../components/shared/push-log";
import { ReleaseStore } from "../components/shared/release-store";
import { kinds } from "./kinds";
import { ServiceLine } from "./line";
import type { Settings } from "./settings";
import { leastLine } from "./settings/schema";

/** One environment: what its lines share, then the lines. */
export class Environment extends pulumi.ComponentResource {
    /** What each line gives to the outside, by the line's name. */
    public readonly lines: Readonly<Record<string, Record<string, pulumi.Output<string>>>>;
    /** What a person has to do once, because no API can. */
    public readonly nextSteps: pulumi.Output<string[]>;

    constructor(settings: Settings) {
        super("fairlead:index:Environment", "environment", { settings }, { providers: [accountGuard(settings)] });
        const opts = { parent: this };
        const context = this.share(settings);
        const promotion = settings.promotesFrom && {
            from: { ...environmentRef(settings), ...settings.promotesFrom },
            bus: new cloudwatch.EventBus("promotions", { name: promotionBusName(settings) }, opts),
        };
        const promotionBuses = settings.promotesTo.map((to) => promotionBusArn({ ...environmentRef(settings), ...to }));

        const lines = Object.entries(settings.services).map(
            ([name, service]) =>
                [
                    name,
                    new ServiceLine(
                        name,
                        {
                            settings: service,
                            promotion,
                            promotionBuses,
                            approval: settings.approval.required ? settings.approval : undefined,
                        },
                        context,
                        opts,
                    ),
                ] as const,
        );
        context.notifications.tellAboutFailures({
            pipelines: lines.flatMap(([, line]) => line.pipelineNames),
            jobs: lines.flatMap(([, line]) => line.jobNames),
        });

        this.lines = Object.fromEntries(lines.map(([name, line]) => [name, line.outputs]));
        this.nextSteps = pulumi.all([
            ...settings.notify.map(({ address }) => `confirm the subscription that AWS mails to ${address}`),
            ...(lines.length === 0 ? [howToNameALine(settings)] : lines.flatMap(([, line]) => line.nextSteps)),
            "if the very first run of a pipeline is red at Source, release it again: new roles take a moment to be known everywhere",
        ]);
        this.registerOutputs({ lines: this.lines, nextSteps: this.nextSteps });
    }

    private share(settings: Settings): EnvironmentContext {
        const opts = { parent: this };
        const ref = environmentRef(settings);
        const retention = {
            destroyWithData: settings.loosen.destroyWithData,
            logRetentionDays: settings.logRetentionDays,
        };
        const artifacts = new ArtifactStore("artifacts", { ref }, opts);
        return {
            ...ref,
            retention,
            artifacts,
            releases: new ReleaseStore("releases", { ref, retention }, opts),
            network: new Network("network", settings.network, ref, opts),
            cluster: new ecs.Cluster("services", {}, opts),
            notifications: new Notifications("notifications", { ref, artifacts, people: settings.notify }, opts),
            ...(Object.values(settings.services).some((service) => service.source)
                ? { pushes: new PushLog("pushes", { ref, retention }, opts) }
                : {}),
        };
    }
}

/** The one provider: with the wrong profile it refuses to work, and what it makes says where it comes from. */
function accountGuard({ project, environment, account, region }: Settings): aws.Provider {
    return new aws.Provider("aws", {
        region: region as aws.ProviderArgs["region"],
        allowedAccountIds: [account],
        defaultTags: { tags: { "fairlead:project": project, "fairlead:environment": environment } },
    });
}

function howToNameALine({ project, environment }: Settings): string {
    return `no service is named yet, so nothing is built or deployed; the least to write in Pulumi.${environment}.yaml, below config: ${project}:services: ${leastLine(kinds)}`;
}
