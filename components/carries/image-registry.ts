import * as ecr from "@pulumi/aws/ecr";
import * as pulumi from "@pulumi/pulumi";

import { renderExpiry } from "../documents/expiry";
import type { OthersPush } from "../carrying";
import type { Statement } from "../shell";
import { arnIn, type EnvironmentRef, type Retention } from "../environment-ref";
import type { NameLimit } from "../setting-rules";

/** The tag that every build moves; what waits for a new image waits for this tag. */
export const CANDIDATE_TAG = "candidate";
/** The tag of the build cache, which is no image. */
const CACHE_TAG = "cache";
/** The tag that Verify gives the live image. */
const LIVE_TAGS = "live-*";
/** Tags that this program gives: the candidate's, those of released images, and those of live ones. */
export const OUR_TAGS: readonly string[] = [CANDIDATE_TAG, "release-*", LIVE_TAGS];

const LOGIN: Statement = {
    actions: ["ecr:GetAuthorizationToken"],
    on: "*",
    because: "the token is for the registry as a whole; ECR knows no resource for it",
};
/** Actions for pulling. */
export const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] as const;
const PUSH = ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"] as const;
/** As AWS publishes it for in whose name ECR signs, beside signer:SignPayload: https://docs.aws.amazon.com/AmazonECR/latest/userguide/managed-signing.html */
const SIGN = ["ecr:BatchCheckLayerAvailability", ...PUSH] as const;
/** As AWS publishes it for who pushes: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
const OTHERS_PUSH = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", ...PUSH] as const;

export interface ImageRegistryArgs {
    readonly ref: EnvironmentRef;
    readonly retention: Retention;
    /** @default - only this program pushes */
    readonly othersPush?: OthersPush;
    /** @default false */
    readonly cached?: boolean;
    /** ARN of the profile with which ECR signs. @default - images are not signed */
    readonly signedBy?: string;
}

/** The repository of a line's images. Tags never move, except those of the candidate, of others' pushes, of the cache and of what is live. */
export class ImageRegistry extends pulumi.ComponentResource {
    /** Address to push to and pull from, without a tag. */
    public readonly repositoryUrl: pulumi.Output<string>;
    public readonly repositoryName: pulumi.Output<string>;
    public readonly repositoryArn: pulumi.Output<string>;
    /** Account of the registry. */
    public readonly registryId: pulumi.Output<string>;

    private readonly signs: readonly Statement[];

    constructor(
        name: string,
        { ref, retention, othersPush, cached = false, signedBy }: ImageRegistryArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super(
            "fairlead:index:ImageRegistry",
            name,
            {
                ...{ ref, retention },
                ...(othersPush ? { othersPush } : {}),
                ...(cached ? { cached } : {}),
                ...(signedBy === undefined ? {} : { signedBy }),
            },
            opts,
        );
        this.signs = signedBy === undefined ? [] : [{ actions: ["signer:SignPayload"], on: [signedBy] }];

        const repository = new ecr.Repository(
            name,
            {
                name: repositoryNameOf(ref, name),
                imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
                imageTagMutabilityExclusionFilters: movingTags(othersPush, cached).map((filter) => ({
                    filter,
                    filterType: "WILDCARD",
                })),
                imageScanningConfiguration: { scanOnPush: true },
                forceDelete: retention.destroyWithData,
            },
            { parent: this, protect: !retention.destroyWithData },
        );
        new ecr.LifecyclePolicy(name, { repository: repository.name, policy: renderExpiry() }, { parent: this });
        if (othersPush && othersPush.who.length > 0)
            new ecr.RepositoryPolicy(
                name,
                { repository: repository.name, policy: letsPush(othersPush) },
                { parent: this },
            );

        this.repositoryUrl = repository.repositoryUrl;
        this.repositoryName = repository.name;
        this.repositoryArn = repository.arn;
        this.registryId = repository.registryId;
        this.registerOutputs({
            repositoryUrl: this.repositoryUrl,
            repositoryName: this.repositoryName,
            repositoryArn: this.repositoryArn,
            registryId: this.registryId,
        });
    }

    /** Permissions to pull. */
    public pulls(): Statement[] {
        return [LOGIN, { actions: [...PULL], on: [this.repositoryArn] }];
    }

    /** Permissions to pull, push and read back the digest. */
    public pushes(): Statement[] {
        return [LOGIN, { actions: [...PULL, ...PUSH, "ecr:DescribeImages"], on: [this.repositoryArn] }, ...this.signs];
    }

    /** Permissions to read findings of a scan, ECR's own or Inspector's. */
    public readsScans(): Statement[] {
        return [
            { actions: ["ecr:DescribeImageScanFindings"], on: [this.repositoryArn] },
            {
                // https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-iam.html
                actions: ["inspector2:ListCoverage", "inspector2:ListFindings"],
                on: "*",
                because:
                    "where the account has enhanced scanning, ECR asks Inspector, which knows no resource for its lists",
            },
        ];
    }

    // unverified: ECR signs, or may sign, an image anew that only gets another name, in the name of who gives it | fails as: nothing, where it does not; where it does and who gives the name may not sign, Prepare is red | settle: aws ecr describe-image-signing-status, before and after aws ecr put-image of the same manifest by a role without signer:SignPayload
    /** Permissions to give an image another tag; where that may sign it anew, to push the signature too. */
    public tags(): Statement[] {
        const puts = this.signs.length > 0 ? SIGN : (["ecr:PutImage"] as const);
        return [{ actions: ["ecr:BatchGetImage", ...puts], on: [this.repositoryArn] }, ...this.signs];
    }

    /** Permissions to ask whether an image is signed. */
    public readsSignatures(): Statement[] {
        return [{ actions: ["ecr:DescribeImageSigningStatus"], on: [this.repositoryArn] }];
    }
}

/** Permissions to pull from repositories that no line makes. */
export function pullsBeside(allow: readonly Statement[], repositoryArns: readonly string[]): readonly Statement[] {
    if (repositoryArns.length === 0) return allow;
    return [...(allow.includes(LOGIN) ? allow : [...allow, LOGIN]), { actions: [...PULL], on: [...repositoryArns] }];
}

function movingTags(othersPush: OthersPush | undefined, cached: boolean): readonly string[] {
    return [CANDIDATE_TAG, ...(othersPush ? [othersPush.tag] : []), ...(cached ? [CACHE_TAG] : []), LIVE_TAGS];
}

/** ECR takes no resource in a repository's policy: https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html */
function letsPush({ who }: OthersPush): string {
    const statement = { Action: OTHERS_PUSH, Effect: "Allow", Principal: { AWS: [...who].sort() } };
    return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** The repository of another environment, known only by its name. */
export function imageRegistryOf(ref: EnvironmentRef, line: string): { readonly uri: string; readonly arn: string } {
    const name = repositoryNameOf(ref, line);
    const domain = ref.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    return {
        uri: `${ref.account}.dkr.ecr.${ref.region}.${domain}/${name}`,
        arn: arnIn(ref, "ecr", `repository/${name}`),
    };
}

/** Fixed, because the next environment must know the name to pull from. */
function repositoryNameOf(ref: Pick<EnvironmentRef, "project" | "environment">, line: string): string {
    return `${ref.project}-${ref.environment}/${line}`;
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
export const IMAGE_NAMES: readonly NameLimit[] = [
    { what: "image repository", name: (about) => repositoryNameOf(about, about.line), most: 256 },
];
