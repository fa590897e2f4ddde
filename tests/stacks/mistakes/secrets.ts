// Secrets of the stack's file, and lines that name them.
import type { Mistake } from "./mistake";

const hub = (pull: object): object => ({
    kind: "docker-hub",
    repository: "acme/web",
    pull: { username: "acmeread", ...pull },
});
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000";
const kept = { dockerHubPull: { secure: "v1:AAAA" } };

export const secrets: readonly Mistake[] = [
    {
        title: "a variable that looks like a secret",
        stack: "staging",
        change: { "services.web.deploy.environment": { GREETING: "hello", DB_PASSWORD: "hunter2" } },
        says: `
fairlead:services.web.deploy.environment.DB_PASSWORD looks like a secret, by its
    name, and is plain text
  allowed: what anybody may read; keep a secret in Secrets Manager and give its
           ARN under secrets of the line, or put plain-secrets into
           fairlead:loosen, if it is none
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.web.deploy.environment.DB_PASSWORD'`,
    },
    {
        title: "a secret in plain text",
        stack: "prod",
        change: {
            secrets: { dockerHubPull: "correct horse" },
            "services.web.registry": hub({ passwordSecret: "dockerHubPull" }),
        },
        says: `
fairlead:secrets.dockerHubPull is not encrypted
  allowed: a value that Pulumi encrypts; replace the secret itself as well,
           where others can read this file
  fix: pulumi config set --stack prod --secret --path \\
         'fairlead:secrets.dockerHubPull'`,
    },
    {
        title: "a secret that nobody uses",
        stack: "prod",
        change: { secrets: kept },
        says: `
fairlead:secrets.dockerHubPull is used by no line
  allowed: a secret whose name stands in a line, as in
           registry.pull.passwordSecret
  fix: pulumi config rm --stack prod --path 'fairlead:secrets.dockerHubPull'`,
    },
    {
        title: "the name of a secret that is misspelt",
        stack: "prod",
        change: { secrets: kept, "services.web.registry": hub({ passwordSecret: "dockerHubPul" }) },
        says: `
fairlead:services.web.registry.pull.passwordSecret is "dockerHubPul"
  allowed: one of dockerHubPull, below fairlead:secrets
  fix: pulumi config set --stack prod --path --plaintext \\
         'fairlead:services.web.registry.pull.passwordSecret' 'dockerHubPull'`,
    },
    {
        title: "the name of a secret where there is none",
        stack: "prod",
        change: { "services.web.registry": hub({ passwordSecret: "dockerHubPull" }) },
        says: `
fairlead:services.web.registry.pull.passwordSecret is "dockerHubPull"
  allowed: the name of a secret, of which there is none, below fairlead:secrets
  fix: pulumi config set --stack prod --secret --path \\
         'fairlead:secrets.dockerHubPull'`,
    },
    {
        title: "a token in two places",
        stack: "prod",
        change: {
            secrets: kept,
            "services.web.registry": hub({ passwordSecret: "dockerHubPull", passwordParameter: "/acme/hub/pull" }),
        },
        says: `
fairlead:services.web.registry.pull.passwordParameter is set where
    passwordSecret is set
  allowed: one of the two: of passwordSecret, this program makes the parameter,
           by a key of its own
  fix: pulumi config rm --stack prod --path \\
         'fairlead:services.web.registry.pull.passwordParameter'`,
    },
    {
        title: "a token nowhere",
        stack: "prod",
        change: {
            "services.web.registry": hub({
                secretArn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:hub-AbCdEf",
            }),
        },
        says: `
fairlead:services.web.registry.pull.passwordParameter is not set
  allowed: the name of a SecureString parameter that holds a token; or
           passwordSecret, the name of a secret under secrets of the stack
  fix: pulumi config set --stack prod --path --plaintext \\
         'fairlead:services.web.registry.pull.passwordParameter' \\
         '/acmeread/docker-hub/pull'`,
    },
    {
        title: "a key of one's own for a parameter that the stack makes",
        stack: "prod",
        change: { secrets: kept, "services.web.registry": hub({ passwordSecret: "dockerHubPull", keyArn: KEY }) },
        says: `
fairlead:services.web.registry.pull.keyArn is set where passwordSecret is set
  allowed: one of the two: of passwordSecret, this program makes the parameter,
           by a key of its own
  fix: pulumi config rm --stack prod --path \\
         'fairlead:services.web.registry.pull.keyArn'`,
    },
    {
        title: "a secret where its name belongs, of a kind that no name is",
        stack: "prod",
        change: { secrets: { "docker hub": { secure: "v1:AAAA" } } },
        says: `
fairlead:secrets["docker hub"] is not a usable name
  allowed: letters, digits, - and _, at most 30, a letter first
  fix: rename "docker hub" to docker-hub in Pulumi.prod.yaml`,
    },
    {
        title: "a token where the name of a secret belongs",
        stack: "prod",
        change: { "services.web.registry": hub({ passwordSecret: "dckr_pat_0123456789abcdefghijklmnopq" }) },
        says: `
fairlead:services.web.registry.pull.passwordSecret is a text of 36 characters,
    not repeated here
  allowed: the name of a secret under secrets of the stack, and never the token
           itself
  fix: pulumi config set --stack prod --path --plaintext \\
         'fairlead:services.web.registry.pull.passwordSecret' 'dockerHubPull'`,
    },
    {
        title: "a token where the name of a parameter belongs",
        stack: "prod",
        change: { "services.web.registry": hub({ passwordParameter: "dckr_pat_0123456789abcdefghijklmnopq" }) },
        says: `
fairlead:services.web.registry.pull.passwordParameter is a text of 36
    characters, not repeated here
  allowed: the name of a parameter, beginning with /, and never the token itself
  fix: pulumi config set --stack prod --path --plaintext \\
         'fairlead:services.web.registry.pull.passwordParameter' \\
         '/acme/docker-hub/token'`,
    },
    {
        title: "secrets that are no map",
        stack: "prod",
        change: { secrets: "correct horse" },
        says: `
fairlead:secrets is no map
  allowed: secrets by name, each encrypted
  fix: pulumi config rm --stack prod fairlead:secrets
       pulumi config set --stack prod --secret --path \\
         'fairlead:secrets.dockerHubPush'`,
    },
];
