import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";

import type { EnvironmentContext } from "../../context";
import { renderPolicy, trustIdentity } from "../../documents/policy";
import type { Statement } from "../../shell";
import { RELEASE_KEYS } from "../../shared/release-store";
import { makeRole, type RoleInUse } from "../../shared/role";
import type { SecurityGroup } from "../machines/security-group";
import { makeAutoScalingGroup } from "../machines/auto-scaling-group";
import { type HostRole, makeHostRole } from "../machines/host-role";
import { makeLaunchAlarm } from "../machines/launch-alarm";
import { makeTemplate } from "../machines/template";
import { hearEnds, RunnerBroker } from "./broker";
import { type Commands, makeCommands } from "./commands";
import { renderHostFiles } from "./documents/host-files";
import { renderUserData } from "./documents/user-data";
import type { Decided } from "./settings";

export interface RunnerHostArgs {
    readonly settings: Pick<Decided, "architecture" | "instanceType" | "runner" | "port" | "healthPath">;
    readonly securityGroup: SecurityGroup;
    /** Permissions to pull what a release carries. */
    readonly pulls: readonly Statement[];
    /** Name of the script with which docker logs in. */
    readonly login: string;
}

/**
 * One machine with docker and, if the settings say so, a runner of GitHub Actions. When it ends, another one takes its place and
 * starts the live release by itself. The line's steps decide which release comes next.
 */
export class RunnerHost extends pulumi.ComponentResource {
    public readonly groupName: pulumi.Output<string>;
    /** Name of the application's role, which has no permissions at first. */
    public readonly applicationRoleName: pulumi.Output<string>;
    /** Name of the host's role. A job that is root there has this role's permissions. */
    public readonly roleName: pulumi.Output<string>;
    private readonly sent: Commands;

    constructor(
        private readonly line: string,
        args: RunnerHostArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:RunnerHost", line, { settings: args.settings }, opts);
        const { settings, securityGroup, pulls, login } = args;
        const { network, retention, releases } = context;
        const log = new cloudwatch.LogGroup(line, { retentionInDays: retention.logRetentionDays }, { parent: this });
        const files = this.makeFiles(login);
        const role = makeHostRole(
            line,
            {
                log,
                deployer: [
                    ...releases.reads(RELEASE_KEYS.live(line), files.key),
                    releases.readsVersions(RELEASE_KEYS.blueprint(line)),
                ],
                more: pulls,
            },
            { parent: this },
        );
        const application = makeRole(
            `${line}-application`,
            { trust: trustIdentity(role.arn), allow: [] },
            { parent: this },
        );
        const broker = settings.runner
            ? new RunnerBroker(
                  line,
                  { runner: settings.runner, architecture: settings.architecture, hostRoleName: role.name },
                  context,
                  { parent: this },
              )
            : undefined;
        const more = this.makeRights(role, application, broker);
        const template = makeTemplate(
            line,
            {
                settings: { ...settings, system: "ubuntu-24.04" },
                userData: this.userData({ settings, log, files, application, broker }),
                role,
                standsIn: { groupId: securityGroup.id, publicAddress: true },
            },
            context,
            { parent: this },
        );
        const group = makeAutoScalingGroup(
            line,
            {
                count: 1,
                subnetIds: network.publicSubnetIds,
                template,
                targetGroupArns: [],
                ready: [...role.ready, ...securityGroup.ready, more, files.object],
            },
            { parent: this },
        );
        if (broker) {
            const ends = { farewell: broker.ends(), groupName: group.name };
            hearEnds(line, ends, context, { parent: this });
        }
        this.sent = makeCommands(line, settings, { parent: this });
        this.groupName = group.name;
        makeLaunchAlarm(line, { groupName: group.name }, context, { parent: this });
        this.applicationRoleName = application.name;
        this.roleName = role.name;
        const { groupName, applicationRoleName, roleName } = this;
        this.registerOutputs({ groupName, applicationRoleName, roleName });
    }

    /** The command document that may be sent to it. */
    public commands(): Commands {
        return this.sent;
    }

    /** User data may have 16 kilobytes, so the host's files are in the release store, under the checksum of their bytes. */
    private makeFiles(login: string): HostFiles {
        const content = renderHostFiles(login);
        const checksum = createHash("sha256").update(content).digest("hex");
        const { releases } = this.context;
        const key = RELEASE_KEYS.hostFiles(this.line, checksum);
        const object = new s3.BucketObjectv2(
            `${this.line}-host`,
            { bucket: releases.bucketName, key, content, contentType: "text/x-shellscript" },
            { parent: this, dependsOn: [...releases.ready] },
        );
        return { object, key, checksum };
    }

    /** Permissions on things that must exist before they can be named. */
    private makeRights(role: HostRole, application: RoleInUse, broker: RunnerBroker | undefined): iam.RolePolicy {
        const allow: Statement[] = [
            { actions: ["sts:AssumeRole"], on: [application.arn] },
            ...(broker ? [{ actions: ["lambda:InvokeFunction"], on: [broker.functionArn] }, ...broker.takes()] : []),
        ];
        return new iam.RolePolicy(
            `${this.line}-host-more`,
            { role: role.name, policy: renderPolicy(allow) },
            { parent: this },
        );
    }

    private userData({ settings, log, files, application, broker }: UserDataOf): pulumi.Output<string> {
        const { region, partition, environment, releases } = this.context;
        const { architecture } = settings;
        return pulumi
            .all([log.name, releases.bucketName, application.arn, broker?.functionName ?? "", broker?.path ?? ""])
            .apply(([logGroup, bucket, APPLICATION_ROLE, BROKER, PARAMETERS]) =>
                renderUserData({
                    ...{ architecture, logGroup, region, partition, isRunner: broker !== undefined },
                    files: { bucket, key: files.key, checksum: files.checksum },
                    env: {
                        ...{ LINE: this.line, ENVIRONMENT: environment, REGION: region, AWS_REGION: region },
                        DOMAIN: partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
                        RELEASES_BUCKET: bucket,
                        APPLICATION_ROLE,
                        ...(broker ? { BROKER, PARAMETERS, AUDIENCE: broker.audience } : {}),
                    },
                }),
            );
    }
}

interface HostFiles {
    readonly object: s3.BucketObjectv2;
    readonly key: string;
    readonly checksum: string;
}
interface UserDataOf {
    readonly settings: RunnerHostArgs["settings"];
    readonly log: cloudwatch.LogGroup;
    readonly files: HostFiles;
    readonly application: RoleInUse;
    readonly broker: RunnerBroker | undefined;
}
