import type { StandInTable } from "./types";

/** IAM and the secrets roles may read. */
export const access: StandInTable = {
    "aws:iam/role:Role": (it) => {
        const name = it.named();
        return {
            id: name,
            outputs: {
                arn: it.globalArn("iam", `role${it.text("path") || "/"}${name}`),
                name,
                uniqueId: `AROA${it.hex(17).toUpperCase()}`,
            },
        };
    },
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
    "aws:iam/instanceProfile:InstanceProfile": (it) => {
        const name = it.named();
        return {
            id: name,
            outputs: {
                arn: it.globalArn("iam", `instance-profile/${name}`),
                name,
                uniqueId: `AIPA${it.hex(17).toUpperCase()}`,
            },
        };
    },
    "aws:iam/user:User": (it) => {
        const name = it.named();
        return {
            id: name,
            outputs: { arn: it.globalArn("iam", `user/${name}`), name, uniqueId: `AIDA${it.hex(17).toUpperCase()}` },
        };
    },
    "aws:iam/group:Group": (it) => {
        const name = it.named();
        return {
            id: name,
            outputs: { arn: it.globalArn("iam", `group/${name}`), name, uniqueId: `AGPA${it.hex(17).toUpperCase()}` },
        };
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (it) => {
        const arn = it.globalArn("iam", `oidc-provider/${it.text("url").replace(/^https:\/\//, "")}`);
        return { id: arn, outputs: { arn } };
    },
    "aws:secretsmanager/secret:Secret": (it) => {
        const name = it.named();
        const arn = it.arn("secretsmanager", `secret:${name}-${it.hex(6)}`);
        return { id: arn, outputs: { arn, name } };
    },
    "aws:ssm/parameter:Parameter": (it) => {
        const name = it.named();
        return { id: name, outputs: { arn: it.arn("ssm", `parameter/${name.replace(/^\//, "")}`), name, version: 1 } };
    },
};
