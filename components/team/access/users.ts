import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";

import { renderOwnCredentials } from "../documents";
import type { Access, GroupOfTeam } from "./access";

/**
 * Groups of IAM users, without access keys, for an account with no other way to sign in. Users belong to the account, so of two
 * environments in one account the first makes them.
 */
export const users: Access = {
    kind: "users",
    member: {
        like: /^[\w+=,.@-]{1,64}$/,
        allowed: "the name of the IAM user that is made: letters, digits and _ + = , . @ -",
        example: "ana",
    },
    holdsAllAtOnce: true,
    grant(name, groups, { ref, makesUsers, pgpKey }, opts) {
        const own = new iam.Policy(`${name}-own-credentials`, { policy: renderOwnCredentials(ref) }, opts);
        const made = groups.map((group) => ({ ...group, ...groupOf(name, group, own, opts) }));
        const people = [...new Set(groups.flatMap(({ members }) => members))].sort();
        const outputs = people.flatMap((person) => {
            const joins = made.filter(({ members }) => members.includes(person)).map(({ name: joined }) => joined);
            const user = makesUsers ? userOf(name, person, pgpKey, opts) : { name: person, outputs: [] };
            new iam.UserGroupMembership(`${name}-${person}`, { user: user.name, groups: joins }, opts);
            return user.outputs;
        });
        return {
            outputs: Object.fromEntries(outputs),
            nextSteps: makesUsers ? people.map((person) => howToBegin(person, pgpKey)) : [],
        };
    },
};

function groupOf(
    name: string,
    { group, policies }: GroupOfTeam,
    own: iam.Policy,
    opts: pulumi.CustomResourceOptions,
): { readonly name: pulumi.Output<string> } {
    const made = new iam.Group(`${name}-${group}`, {}, opts);
    for (const policy of [...policies, { name: `${name}-${group}-own-credentials`, arn: own.arn }]) {
        new iam.GroupPolicyAttachment(policy.name, { group: made.name, policyArn: policy.arn }, opts);
    }
    return made;
}

/** With the password, encrypted for whoever holds the PGP key: Pulumi's state has no other. */
function userOf(
    name: string,
    person: string,
    pgpKey: string | undefined,
    opts: pulumi.CustomResourceOptions,
): { readonly name: pulumi.Output<string>; readonly outputs: [string, pulumi.Output<string>][] } {
    // What a user makes later, such as a second factor, is not in the program, and would stop `destroy`.
    const user = new iam.User(`${name}-${person}`, { name: person, forceDestroy: true }, opts);
    if (pgpKey === undefined) return { name: user.name, outputs: [] };
    const profile = new iam.UserLoginProfile(
        `${name}-${person}`,
        { user: user.name, pgpKey, passwordResetRequired: true },
        opts,
    );
    return { name: user.name, outputs: [[`${person}EncryptedPassword`, profile.encryptedPassword]] };
}

function howToBegin(user: string, pgpKey: string | undefined): string {
    const password =
        pgpKey === undefined
            ? `give ${user} a password: aws iam create-login-profile --user-name ${user} --password-reset-required --password <one of your making>`
            : `give ${user} the output ${user}EncryptedPassword, decrypted: base64 --decode | gpg --decrypt`;
    return `${password}; at the first sign-in it is changed, and a second factor set up: before that, only git is answered`;
}
