// A plan with machines, an account that rehearses it, and machines that are servers in this process.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";

import type { JsonObject, Plan, PlannedResource } from "../../../plan/document";
import type { Planned } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import type { Call, Caller } from "../../../rehearsal/account/gateway";
import type { LocalAccount } from "../../../rehearsal/account/local-account";
import { alarmServices, Alarms } from "../../../rehearsal/deployments/alarms/alarm";
import { Deployments, resume } from "../../../rehearsal/deployments/codedeploy/codedeploy";
import { deploymentServices } from "../../../rehearsal/deployments/codedeploy/api";
import { Routing } from "../../../rehearsal/deployments/balancing/routing";
import { createListener, Traffic } from "../../../rehearsal/deployments/balancing/traffic";
import type { Digest, Fact } from "../../../rehearsal/engine/journal";
import { beginFleets, fleetServices } from "../../../rehearsal/fleets";
import { publicPortArn, Fleet } from "../../../rehearsal/fleets/fleet";
import { Instances } from "../../../rehearsal/fleets/instances";
import { createInstance } from "../../../rehearsal/fleets/launching";
import { topicServices } from "../../../rehearsal/notifications/sns";
import { accountOf, planWith, resource, type TestAccount } from "../../support/account";
import { type Does, FakeHost } from "./fake-host";

const ACCOUNT = "111122223333";
export const arn = (service: string, rest: string): string => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${rest}`;
export const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

export const ARN = {
    group: arn("codedeploy", "deploymentgroup:site/site"),
    targets: arn("elasticloadbalancing", "targetgroup/site/0"),
    listener: arn("elasticloadbalancing", "listener/app/site/0/production"),
    scaling: arn("autoscaling", "autoScalingGroup:0:autoScalingGroupName/site"),
    document: arn("ssm", "document/site-ask"),
    alarm: arn("cloudwatch", "alarm:site-errors"),
    launches: arn("cloudwatch", "alarm:site-launches"),
};
export const FIXED = "i-00000000000000001";

export const somebody: Caller = { role: role("somebody"), as: "a test" };

const base = [
    resource(TYPE.role, "host", {}, { arn: role("host"), name: "host" }),
    resource(
        TYPE.instanceProfile,
        "host",
        { role: "host" },
        { arn: `arn:aws:iam::${ACCOUNT}:instance-profile/host`, name: "host" },
    ),
    { ...resource(TYPE.securityGroup, "site", {}, { id: "sg-1" }), id: "sg-1" },
    resource(TYPE.securityGroupIngressRule, "site", {
        securityGroupId: "sg-1",
        cidrIpv4: "0.0.0.0/0",
        fromPort: 8080,
        toPort: 8080,
        ipProtocol: "tcp",
    }),
    resource(
        TYPE.commandDocument,
        "ask",
        {
            documentType: "Command",
            content: JSON.stringify({
                schemaVersion: "2.2",
                mainSteps: [
                    { action: "aws:runShellScript", name: "ask", inputs: { runCommand: ["cat release.json"] } },
                ],
            }),
        },
        { name: "site-ask", arn: ARN.document },
    ),
];

const deploymentGroup = (inputs: JsonObject): PlannedResource =>
    resource(
        TYPE.deploymentGroup,
        "site",
        {
            appName: "site",
            deploymentGroupName: "site",
            serviceRoleArn: role("deployment"),
            deploymentConfigName: "CodeDeployDefault.AllAtOnce",
            deploymentStyle: { deploymentType: "IN_PLACE", deploymentOption: "WITHOUT_TRAFFIC_CONTROL" },
            autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
            ...inputs,
        },
        { arn: ARN.group, deploymentGroupId: "00000000-0000-4000-8000-000000000000" },
    );

/** One machine with an address of its own, which tags find. */
export function fixedPlan(instance: JsonObject = {}, group: JsonObject = {}): Plan {
    const made = resource(
        TYPE.instance,
        "site",
        {
            ami: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
            instanceType: "t3.micro",
            userData: "#!/bin/bash",
            iamInstanceProfile: "host",
            vpcSecurityGroupIds: ["sg-1"],
            tags: { "fairlead:line": "site" },
            metadataOptions: { httpTokens: "required" },
            ...instance,
        },
        { arn: arn("ec2", `instance/${FIXED}`), privateIp: "10.0.0.7" },
    );
    const filters = [{ ec2TagFilters: [{ type: "KEY_AND_VALUE", key: "fairlead:line", value: "site" }] }];
    return planWith([
        ...base,
        { ...made, id: FIXED },
        resource(TYPE.elasticAddress, "site", { instance: FIXED }, { publicIp: "203.0.113.9" }),
        deploymentGroup({ ec2TagSets: filters, ...group }),
    ]);
}

const scalingMetric = (metricName: string): JsonObject => ({
    namespace: "AWS/AutoScaling",
    metricName,
    dimensions: { AutoScalingGroupName: "site" },
    period: 60,
    stat: "Maximum",
});

/** Machines of an Auto Scaling group behind a load balancer. */
export function groupPlan(
    count: number,
    group: JsonObject = {},
    scaling: JsonObject = {},
    template: JsonObject = {},
): Plan {
    return planWith([
        ...base,
        resource(
            TYPE.targetGroup,
            "site",
            {
                port: 8080,
                targetType: "instance",
                deregistrationDelay: 30,
                healthCheck: { path: "/health", interval: 10, healthyThreshold: 2, unhealthyThreshold: 2 },
            },
            { arn: ARN.targets, name: "site" },
        ),
        resource(
            TYPE.listener,
            "production",
            {
                port: 80,
                protocol: "HTTP",
                loadBalancerArn: arn("elasticloadbalancing", "loadbalancer/app/site/0"),
                defaultActions: [{ type: "forward", targetGroupArn: ARN.targets }],
            },
            { arn: ARN.listener },
        ),
        {
            ...resource(
                TYPE.launchTemplate,
                "site",
                {
                    imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
                    instanceType: "t3.micro",
                    iamInstanceProfile: { name: "host" },
                    userData: Buffer.from("#!/bin/bash").toString("base64"),
                    vpcSecurityGroupIds: ["sg-1"],
                    tagSpecifications: [
                        { resourceType: "instance", tags: { "fairlead:line": "site", from: "template" } },
                    ],
                    ...template,
                },
                { id: "lt-1" },
            ),
            id: "lt-1",
        },
        resource(
            TYPE.autoScalingGroup,
            "site",
            {
                minSize: count,
                maxSize: count * 2,
                desiredCapacity: count,
                launchTemplate: { id: "lt-1", version: "1" },
                vpcZoneIdentifiers: ["subnet-a", "subnet-b"],
                targetGroupArns: [ARN.targets],
                tags: [
                    { key: "from", value: "group", propagateAtLaunch: true },
                    { key: "kept", value: "here", propagateAtLaunch: false },
                ],
                ...scaling,
            },
            { arn: ARN.scaling, name: "site" },
        ),
        { ...resource(TYPE.subnet, "a", {}, { availabilityZone: "eu-west-1a" }), id: "subnet-a" },
        { ...resource(TYPE.subnet, "b", {}, { availabilityZone: "eu-west-1b" }), id: "subnet-b" },
        resource(
            TYPE.metricAlarm,
            "errors",
            {
                namespace: "AWS/ApplicationELB",
                metricName: "HTTPCode_Target_5XX_Count",
                dimensions: { LoadBalancer: "app/site/0" },
                statistic: "Sum",
                period: 60,
                evaluationPeriods: 1,
                threshold: 1000,
                comparisonOperator: "GreaterThanThreshold",
                treatMissingData: "notBreaching",
            },
            { arn: ARN.alarm, name: "site-errors" },
        ),
        resource(
            TYPE.metricAlarm,
            "launches",
            {
                evaluationPeriods: 6,
                datapointsToAlarm: 3,
                threshold: 1,
                comparisonOperator: "GreaterThanOrEqualToThreshold",
                treatMissingData: "notBreaching",
                metricQueries: [
                    { id: "unsteady", expression: "IF(FILL(serving, 0) < FILL(asked, 0), 1, 0)", returnData: true },
                    { id: "asked", metric: scalingMetric("GroupDesiredCapacity") },
                    { id: "serving", metric: scalingMetric("GroupInServiceInstances") },
                ],
            },
            { arn: ARN.launches, name: "site-launches" },
        ),
        deploymentGroup({
            autoscalingGroups: ["site"],
            deploymentStyle: { deploymentType: "IN_PLACE", deploymentOption: "WITH_TRAFFIC_CONTROL" },
            loadBalancerInfo: { targetGroupInfos: [{ name: "site" }] },
            ...group,
        }),
    ]);
}

export interface SiteOptions {
    readonly plan: Plan;
    /** The gateway denies these actions; with a space, only on what follows it. */
    readonly denied?: readonly string[];
    readonly speed?: number;
    /** Sound ones, unless a mutant brings its own. */
    readonly begin?: typeof beginFleets;
}

export class Site {
    public readonly account: LocalAccount;
    public readonly hosts: FakeHost[] = [];
    /** From now on, every hook of every machine fails. */
    public launchesFail = false;
    private readonly furnished: TestAccount;

    constructor(
        private readonly options: SiteOptions,
        public readonly folder = mkdtempSync(join(tmpdir(), "site-")),
    ) {
        const services = new Map([...deploymentServices, ...fleetServices, ...alarmServices, ...topicServices]);
        const judge = ({ action, by }: Call) =>
            options.denied?.some((each) => each === action || each === `${action} ${by.role}`) === true
                ? ({ allowed: false, where: "identity", missing: action } as const)
                : ({ allowed: true } as const);
        const speed = options.speed ?? 10_000;
        this.furnished = accountOf([options.plan], { judge, services, speed, folder, unmade: true });
        ({ account: this.account } = this.furnished);
    }

    public async begin(): Promise<this> {
        const { account } = this;
        account.part(Routing).begin();
        await (this.options.begin ?? beginFleets)(account, (of, order) => {
            const host = new FakeHost(of, order, () => this.launchesFail);
            this.hosts.push(host);
            return host;
        });
        account.part(Alarms).watch();
        account.atEnd(async () => account.part(Alarms).close());
        resume(account);
        return this;
    }

    /** Everything the plan has; machines that should be in service are. */
    public async up(): Promise<this> {
        await this.begin();
        for (const plan of this.account.plans.all) {
            for (const made of plan.resources) {
                if (made.type === TYPE.listener) createListener(this.account, { plan, resource: made });
                this.account.record({ kind: "made", about: made.urn, data: { type: made.type, name: made.name } });
                if (made.type === TYPE.instance) createInstance(this.account, { plan, resource: made });
            }
        }
        return this;
    }

    public get scaling(): Planned {
        const [found] = this.account.plans.ofType(TYPE.autoScalingGroup);
        if (!found) throw new Error("this plan has no Auto Scaling group");
        return found;
    }

    public get facts(): readonly Fact[] {
        return this.furnished.facts();
    }

    public of(kind: string): readonly Fact[] {
        return this.furnished.facts(kind);
    }

    /** Waits until it is so, looking whenever something happens. */
    public async until(holds: () => boolean): Promise<void> {
        if (holds()) return;
        await new Promise<void>((resolve) => {
            let over = false;
            const look = () => {
                if (over || !holds()) return;
                over = true;
                stop();
                resolve();
            };
            const stop = this.furnished.journal.follow({ apply: () => queueMicrotask(look) });
        });
    }

    public serving(): readonly string[] {
        return this.account
            .part(Instances)
            .all.filter(({ lifecycle }) => lifecycle === "InService")
            .map(({ id }) => id);
    }

    public zip(does: Does): Digest {
        const files = {
            "does.json": JSON.stringify(does),
            "release.json": JSON.stringify({ id: does.release, carries: "bundle", digest: `sha256:${"0".repeat(64)}` }),
        };
        const bytes = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), {
            mtime: "1980-01-01",
        });
        return this.account.blobs.put(bytes);
    }

    public call(action: string, on: string, input: JsonObject): Promise<unknown> {
        return this.account.gateway.call({ by: somebody, action, on, input });
    }

    public async deploy(does: Does): Promise<string> {
        const { deploymentId } = (await this.call("codedeploy:CreateDeployment", ARN.group, {
            applicationName: "site",
            deploymentGroupName: "site",
            revision: {
                revisionType: "S3",
                s3Location: { bucket: "artifacts", key: `site/Prepared/${does.release}`, bundleType: "zip" },
                rehearsed: { digest: this.zip(does) },
            },
        })) as { readonly deploymentId: string };
        return deploymentId;
    }

    public async ended(deployment: string): Promise<Record<string, unknown>> {
        await this.account.part(Deployments).ended(deployment);
        return this.of("deployment.ended").find(({ about }) => about === deployment)?.data ?? {};
    }

    /** What a deployment did on each instance, as `i-…: event event`. */
    public eventsOf(deployment: string, id: string): readonly unknown[] {
        return this.of("deployment.event")
            .filter(({ about, data }) => about === deployment && data["instance"] === id)
            .map(({ data }) => data["event"]);
    }

    public statusesOf(deployment: string): Readonly<Record<string, unknown>> {
        const told = this.of("deployment.target").filter(({ about }) => about === deployment);
        return Object.fromEntries(told.map(({ data }) => [String(data["instance"]), data["status"]]));
    }

    public async answer(of: string = ARN.listener): Promise<string> {
        const url = () => this.account.part(Traffic).urlOf(of);
        await this.until(() => url() !== undefined);
        const answer = await fetch(url() ?? "");
        return answer.ok ? answer.text() : String(answer.status);
    }

    public publicPort(id: string, port = 8080): string {
        return publicPortArn(this.account.part(Fleet).plannedOf(id).plan, id, port);
    }

    /** As a kill leaves it: what ends because of that never happened. */
    public async crash(): Promise<void> {
        this.furnished.leave();
        await this.account.end();
    }

    public async close(): Promise<void> {
        await this.account.end();
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/** Starts sites, and closes them after each test. */
export function starting(): (options: SiteOptions) => Promise<Site> {
    const sites: Site[] = [];
    afterEach(async () => {
        for (const site of sites.splice(0)) await site.close();
    });
    return (options) => {
        const site = new Site(options);
        sites.push(site);
        return site.up();
    };
}
