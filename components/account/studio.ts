import * as iam from "@pulumi/aws/iam";
import * as sagemaker from "@pulumi/aws/sagemaker";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { renderPolicy, trustService } from "../documents/policy";
import type { OncePerAccount } from "./once";
import { mayApprove, mayWork } from "./studio/permissions";
import { offerProjects } from "./studio/projects";

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_IdleSettings.html */
const IDLE = { least: 60, most: 525_600 } as const;

const settings = z
    .strictObject({
        vpcId: z
            .string()
            .regex(/^vpc-[0-9a-f]{8,17}$/)
            .meta({
                description: "Network that Studio's files are reached in.",
                allowed: "the id of a VPC",
                examples: ["vpc-0123456789abcdef0"],
            }),
        subnetIds: z
            .array(
                z
                    .string()
                    .regex(/^subnet-[0-9a-f]{8,17}$/)
                    .meta({ allowed: "the id of a subnet", examples: ["subnet-0123456789abcdef0"] }),
            )
            .min(1)
            .max(16)
            .meta({ description: "Its subnets, one an availability zone.", examples: [["subnet-0123456789abcdef0"]] }),
        profiles: z
            .record(
                z.string().regex(/^(?=.{1,24}$)[a-zA-Z0-9](-*[a-zA-Z0-9])*$/),
                z.strictObject({
                    approves: z.boolean().default(false).meta({
                        description: "Whether who works under it may set the status of models in the registry.",
                    }),
                    createsProjects: z.boolean().default(false).meta({
                        description: "Whether who works under it may make lines of projectTemplates.",
                    }),
                }),
            )
            .default({})
            .meta({
                description: "Who works in Studio, each under a role of its own, by name.",
                examples: [{ ana: {}, ben: { approves: true } }],
            }),
        idleMinutes: z
            .int()
            .min(IDLE.least)
            .max(IDLE.most)
            .default(IDLE.least)
            .meta({ description: "Minutes after which a machine that nobody uses is stopped." }),
        projectTemplates: z
            .record(
                z.string().regex(/^(?=.{1,32}$)[a-zA-Z0-9](-*[a-zA-Z0-9])*$/),
                z
                    .string()
                    .regex(/\.(yaml|yml)$/)
                    .meta({
                        allowed: "a file that ends in .yaml, from where the project lies",
                        examples: ["templates/digits.yaml"],
                    }),
            )
            .default({})
            .meta({
                description:
                    "What Studio's Create project offers, by name: files that fairlead plan --format project-template wrote.",
                examples: [{ digits: "templates/digits.yaml" }],
            }),
        keepFiles: z.boolean().default(false).meta({
            description: "Whether people's files stay, and cost, after the domain is deleted.",
        }),
    })
    .meta({ description: "SageMaker Studio: a domain, and a profile for each who works in it." });

/** SageMaker Studio: a domain, and a profile with a role for each person, who opens it from the console. */
export const studio: OncePerAccount<"studio", typeof settings> = {
    key: "studio",
    settings,
    make(name, { vpcId, subnetIds, profiles, idleMinutes, projectTemplates, keepFiles }, ref, opts) {
        const trusts = trustService("sagemaker.amazonaws.com", ref.account);
        const role = (of: string, statements: Parameters<typeof renderPolicy>[0]): iam.Role => {
            const made = new iam.Role(of, { assumeRolePolicy: trusts }, opts);
            if (statements.length > 0)
                new iam.RolePolicy(of, { role: made.id, policy: renderPolicy(statements) }, opts);
            return made;
        };
        const idle = {
            appLifecycleManagement: {
                idleSettings: { lifecycleManagement: "ENABLED", idleTimeoutInMinutes: idleMinutes },
            },
        };
        const offered = offerProjects(`${name}-studio-projects`, projectTemplates, ref, opts);
        const domain = new sagemaker.Domain(
            `${name}-studio`,
            {
                domainName: `${ref.project}-${ref.environment}`,
                authMode: "IAM",
                vpcId,
                subnetIds,
                // Profiles have roles of their own; whatever has none, such as a shared space, may do nothing.
                defaultUserSettings: {
                    executionRole: role(`${name}-studio`, []).arn,
                    studioWebPortal: "ENABLED",
                    defaultLandingUri: "studio::",
                    jupyterLabAppSettings: idle,
                    codeEditorAppSettings: idle,
                },
                retentionPolicy: { homeEfsFileSystem: keepFiles ? "Retain" : "Delete" },
                ...(offered ? { tags: offered.domainTags } : {}),
            },
            opts,
        );
        for (const [profile, { approves, createsProjects }] of Object.entries(profiles)) {
            const of = `${name}-studio-${profile}`;
            const statements = [
                ...mayWork(ref, domain.id, profile),
                ...(approves ? [mayApprove(ref)] : []),
                ...(createsProjects ? (offered?.mayCreate(domain.arn) ?? []) : []),
            ];
            const userSettings = { executionRole: role(of, statements).arn };
            new sagemaker.UserProfile(of, { domainId: domain.id, userProfileName: profile, userSettings }, opts);
        }
        return {
            arns: { studioArn: domain.arn, ...offered?.arns },
            nextSteps: [...nextSteps(domain, vpcId), ...(offered?.nextSteps ?? [])],
        };
    },
};

/** What a person has to do, and what SageMaker leaves behind. */
function nextSteps({ id, arn }: sagemaker.Domain, vpcId: string): pulumi.Output<string>[] {
    const names = pulumi.interpolate`security-group-for-inbound-nfs-${id},security-group-for-outbound-nfs-${id}`;
    return [
        pulumi.interpolate`let people open Studio: sagemaker:CreatePresignedDomainUrl on ${arn.apply((of) => of.replace(":domain/", ":user-profile/"))}/<profile>, sagemaker:ListDomains and sagemaker:ListUserProfiles`,
        pulumi.interpolate`before pulumi destroy, delete what people made in Studio: aws sagemaker list-apps --domain-id ${id} and aws sagemaker list-spaces --domain-id ${id}; a domain with one of them stays`,
        pulumi.interpolate`after pulumi destroy, ${vpcId} has two groups of SageMaker's own left, which cost nothing and hold a VPC back: for g in $(aws ec2 describe-security-groups --filters Name=group-name,Values=${names} --query 'SecurityGroups[].GroupId' --output text); do aws ec2 describe-security-group-rules --filters Name=group-id,Values=$g; done; docs/account.md#studio removes them`,
    ];
}
