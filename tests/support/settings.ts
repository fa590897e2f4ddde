// Settings that several tests share.

/** A connection that a person has made and authorised. */
export const CONNECTION =
    "arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef";

const deploy = { kind: "ecs", port: 8080, count: 1 };
const asked = { repository: "acme/shop", pullRequests: true };
const tokenSecretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:github-status-AbCdEf";
const source = { kind: "github", ...asked, commitStatus: { tokenSecretArn } };

/** Lines of one repository, as no example has them; with the longest name that a line may have among them. */
export const CONNECTED_LINES = {
    "fairlead:connections": { github: CONNECTION },
    "fairlead:services": {
        web: { source: { ...source, folder: "services/web" }, build: { kind: "codebuild", testStage: "test" }, deploy },
        "a-name-of-18-chars": { source: { ...source, tags: ["v*"] }, build: { kind: "codebuild" }, deploy },
        later: { source: { kind: "gitlab", ...asked }, build: { kind: "codebuild" }, deploy },
    },
};

const UUID = "00000000-0000-0000-0000-000000000000";

/** Everybody who can be told: each kind of recipient once. */
export const EVERYBODY: readonly Readonly<Record<string, unknown>>[] = [
    { to: "email", address: "team@example.com" },
    { to: "email-json", address: "events@example.com" },
    { to: "https", url: "https://hooks.example.com/pipelines" },
    { to: "http", url: "http://hooks.example.com/pipelines" },
    { to: "sqs", name: "events" },
    { to: "lambda", functionArn: "arn:aws:lambda:eu-west-1:111122223333:function:tell" },
    { to: "firehose", name: "archive" },
    { to: "application", endpointArn: `arn:aws:sns:eu-west-1:111122223333:endpoint/GCM/pipelines/${UUID}` },
    { to: "sms", number: "+4915112345678" },
    { to: "slack", workspace: "T07EA123LEP", channel: "C07EZ1ABC23" },
    { to: "teams", tenant: UUID, team: UUID, channel: "19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2" },
];
