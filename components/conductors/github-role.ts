// What jobs of a workflow may do at AWS: a role that they take on, by a token of GitHub's or by a user's access key.
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import { type GithubJob, trustGithub } from "../documents/github-trust";
import { renderPolicy, trustIdentity } from "../documents/policy";
import type { SignIn } from "../documents/workflow-steps";
import { makeRole } from "../shared/role";
import type { Statement } from "../shell";
import type { GithubSettings } from "./github-settings";

export interface GithubRoleArgs {
    readonly line: string;
    readonly settings: Omit<GithubSettings, "accessKeys"> & { readonly accessKeys?: readonly string[] };
    readonly job: GithubJob;
    readonly signIn: SignIn;
    readonly allow: readonly Statement[];
}

export interface GithubRole {
    /** Variables of the repository that name it, and the key where there is one. */
    readonly variables: Readonly<Record<string, pulumi.Output<string>>>;
    readonly arn: pulumi.Output<string>;
    /** What a person has to do once, and again. */
    readonly nextSteps: readonly pulumi.Input<string>[];
}

/** By what a job signs in: the variable that holds its role's ARN, and where there are keys, what holds those. */
export function signInBy(role: string, accessKeys: readonly string[] | undefined): SignIn {
    const called = (what: string): string => role.replace(/ROLE$/, what);
    return accessKeys ? { role, keys: { id: called("ACCESS_KEY_ID"), secret: called("SECRET_ACCESS_KEY") } } : { role };
}

export function makeGithubRole(
    name: string,
    args: GithubRoleArgs,
    context: EnvironmentContext,
    opts: pulumi.CustomResourceOptions,
): GithubRole {
    const { settings, job, signIn, allow } = args;
    const { repository, ids, branch, file } = settings;
    if (signIn.keys) return makeRoleOfUser(name, { ...args, keys: signIn.keys }, context, opts);
    const trust = pulumi
        .output(context.fromAccount.githubOidcArn)
        .apply((arn) =>
            trustGithub(arn, { repository, ...(ids ? { ids } : {}) }, { job, file: { workflow: file, branch } }),
        );
    const { arn } = makeRole(name, { trust, allow }, opts);
    return { arn, variables: { [signIn.role]: arn }, nextSteps: [] };
}

/**
 * The same role, taken on by a user that may do nothing else: so a job has the same rights either way, and what it works
 * with ends after an hour. Pulumi's state holds the keys' secrets, encrypted by the stack's own secrets provider: AWS tells
 * them once, when a key is made.
 */
function makeRoleOfUser(
    name: string,
    { line, settings, job, signIn, keys, allow }: GithubRoleArgs & { readonly keys: NonNullable<SignIn["keys"]> },
    { secrets, region }: EnvironmentContext,
    opts: pulumi.CustomResourceOptions,
): GithubRole {
    const { repository, accessKeys = [] } = settings;
    // Whoever made a key of it by hand must not keep `destroy` from ending.
    const user = new iam.User(name, { forceDestroy: true }, opts);
    const { arn } = makeRole(name, { trust: trustIdentity(user.arn), allow }, opts);
    const mayTakeItOn = renderPolicy([{ actions: ["sts:AssumeRole"], on: [arn] }]);
    new iam.UserPolicy(name, { user: user.name, policy: mayTakeItOn }, opts);
    const made = accessKeys.map((key) => new iam.AccessKey(`${name}-${key}`, { user: user.name }, opts));
    const newest = made.at(-1);
    if (!newest) throw new Error(`${name} has no access key; the settings let none pass`);
    const kept = secrets.kept(name, newest.secret, opts);
    const of = "environment" in job ? `--repo ${repository} --env ${job.environment}` : `--repo ${repository}`;
    return {
        arn,
        variables: { [signIn.role]: arn, [keys.id]: newest.id },
        nextSteps: [
            pulumi.interpolate`aws secretsmanager get-secret-value --region ${region} --secret-id ${kept.arn} --query SecretString --output text | gh secret set ${keys.secret} ${of}`,
            `every 90 days, change the access key that ${name} of ${line} signs in by: write a second name below accessKeys, run pulumi up and both commands that set ${keys.id} and ${keys.secret}, take the first name out, and run pulumi up again`,
        ],
    };
}
