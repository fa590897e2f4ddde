// Settings that several tests share.

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
