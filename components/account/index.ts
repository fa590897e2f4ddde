import { githubOidc } from "./github-oidc";
import { passwordPolicy } from "./password-policy";
import { pullThrough } from "./pull-through";
import { pulumiOidc } from "./pulumi-oidc";
import { registryScanning } from "./registry-scanning";
import { registrySigning } from "./registry-signing";
import { smsPreferences } from "./sms-preferences";
import { sourceCredentials } from "./source-credentials";
import { studio } from "./studio";

/** Everything that AWS allows once per account; a new one is a file and a line here. */
export const onces = [
    githubOidc,
    pulumiOidc,
    sourceCredentials,
    registryScanning,
    registrySigning,
    pullThrough,
    smsPreferences,
    passwordPolicy,
    studio,
] as const;
