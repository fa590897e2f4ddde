import { secret } from "../values";
import { accessKeySecret } from "./functions";
import type { StandIn, StandInTable } from "./types";

/** IAM and the secrets roles may read. */
export const access: StandInTable = {
    "aws:iam/role:Role": inIam("role", "AROA"),
    "aws:iam/rolePolicy:RolePolicy": (it) => {
        const name = it.named();
        return { id: `${it.text("role")}:${name}`, outputs: { name } };
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (it) => ({
        id: `${it.text("role")}/${it.text("policyArn")}`,
        outputs: {},
    }),
    "aws:iam/policy:Policy": (it) => {
        const name = it.named();
        const arn = it.globalArn("iam", `policy${it.text("path") || "/"}${name}`);
        return { id: arn, outputs: { arn, name, policyId: `ANPA${it.hex(17).toUpperCase()}` } };
    },
    "aws:iam/instanceProfile:InstanceProfile": inIam("instance-profile", "AIPA"),
    "aws:iam/user:User": inIam("user", "AIDA"),
    "aws:iam/userPolicy:UserPolicy": (it) => {
        const name = it.named();
        return { id: `${it.text("user")}:${name}`, outputs: { name } };
    },
    "aws:iam/accessKey:AccessKey": (it) => ({
        id: `AKIA${it.hex(16).toUpperCase()}`,
        outputs: { secret: secret(accessKeySecret), sesSmtpPasswordV4: secret(accessKeySecret), status: "Active" },
    }),
    "aws:iam/group:Group": inIam("group", "AGPA"),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": (it) => ({
        id: `${it.text("group")}/${it.text("policyArn")}`,
        outputs: {},
    }),
    "aws:iam/userGroupMembership:UserGroupMembership": (it) => ({
        id: `${it.text("user")}/groups`,
        outputs: {},
    }),
    "aws:iam/userLoginProfile:UserLoginProfile": (it) => ({
        id: it.text("user"),
        outputs: { encryptedPassword: `wcFM${it.hex(32)}`, keyFingerprint: it.hex(40) },
    }),
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": () => ({
        id: "iam-account-password-policy",
        outputs: { expirePasswords: false },
    }),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (it) => {
        const arn = it.globalArn("iam", `oidc-provider/${it.text("url").replace(/^https:\/\//, "")}`);
        return { id: arn, outputs: { arn } };
    },
    "aws:secretsmanager/secret:Secret": (it) => {
        const name = it.named();
        const arn = it.arn("secretsmanager", `secret:${name}-${it.hex(6)}`);
        return { id: arn, outputs: { arn, name } };
    },
    "aws:secretsmanager/secretVersion:SecretVersion": (it) => {
        const arn = it.text("secretId");
        const versionId = it.hex(32);
        return { id: `${arn}|${versionId}`, outputs: { arn, versionId } };
    },
    "aws:ssm/parameter:Parameter": (it) => {
        const name = it.named();
        return { id: name, outputs: { arn: it.arn("ssm", `parameter/${name.replace(/^\//, "")}`), name, version: 1 } };
    },
};

/** What IAM knows by a name, at a path where it has one. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
function inIam(kind: string, prefix: string): StandIn {
    return (it) => {
        const name = it.named();
        const arn = it.globalArn("iam", `${kind}${it.text("path") || "/"}${name}`);
        return { id: name, outputs: { arn, name, uniqueId: `${prefix}${it.hex(17).toUpperCase()}` } };
    };
}
