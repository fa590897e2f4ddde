import type { Mistake } from "./mistake";

const LAMBDA = "arn:aws:lambda:us-east-1:111122223333:function:tell";
const DEVICE = "arn:aws:sns:eu-west-1:999922223333:endpoint/GCM/app/00000000-0000-0000-0000-000000000000";

/** Who is told. */
export const notify: readonly Mistake[] = [
    {
        title: "something to be told of that does not happen",
        stack: "staging",
        change: { notify: [{ to: "email", address: "team@example.com", about: ["failures"] }] },
        says: `
fairlead:notify[0].about[0] is "failures"
  allowed: one of failed, cancelled, not-fetched, approval, rollback, alarm,
           schedule, live, pipeline, stage, action, build, deployment
  fix: pulumi config set --stack staging --path 'fairlead:notify[0].about[0]' \\
         'failed'`,
    },
    {
        title: "an address in plain HTTP",
        stack: "prod",
        change: { notify: [{ to: "http", url: "http://hooks.example.com/a" }] },
        says: `
fairlead:notify[0].url is plain HTTP
  allowed: https, or plain-http in loosen: who is on the way reads what is sent
  fix: take recipient https and an address that begins with https://`,
    },
    {
        title: "a password in an address",
        stack: "staging",
        change: { notify: [{ to: "https", url: "https://me:pass@hooks.example.com/a" }] },
        says: `
fairlead:notify[0].url holds a user's name or password
  allowed: an address without one: it would stand in plain text in the state.
           SNS signs each message instead
  fix: pulumi config set --stack staging --path 'fairlead:notify[0].url' \\
         'https://hooks.example.com/a'`,
    },
    {
        title: "a function of another region",
        stack: "staging",
        change: { notify: [{ to: "lambda", functionArn: LAMBDA }] },
        says: `
fairlead:notify[0].functionArn lies in account 111122223333, us-east-1
  allowed: one in account 111122223333, eu-west-1, where this environment is
  fix: name one of this account and region, or take this recipient out`,
    },
    {
        title: "a device of another account",
        stack: "staging",
        change: { notify: [{ to: "application", endpointArn: DEVICE }] },
        says: `
fairlead:notify[0].endpointArn lies in account 999922223333, eu-west-1
  allowed: one in account 111122223333, eu-west-1, where this environment is
  fix: name one of this account and region, or take this recipient out`,
    },
    {
        title: "a platform application in place of a device",
        stack: "staging",
        change: { notify: [{ to: "application", endpointArn: "arn:aws:sns:eu-west-1:111122223333:app/GCM/app" }] },
        says: `
fairlead:notify[0].endpointArn is
    "arn:aws:sns:eu-west-1:111122223333:app/GCM/app"
  allowed: the ARN of a platform endpoint, …:endpoint/GCM/<app>/<id>, and not of
           its application (…:app/…)
  fix: pulumi config set --stack staging --path \\
         'fairlead:notify[0].endpointArn' \\
         'arn:aws:sns:eu-west-1:111122223333:endpoint/GCM/pipelines/00000000-0000-0000-0000-000000000000'`,
    },
    {
        title: "a phone number without its country",
        stack: "staging",
        change: { notify: [{ to: "sms", number: "015112345678" }] },
        says: `
fairlead:notify[0].number is "015112345678"
  allowed: a number with its country, such as +4915112345678
  fix: pulumi config set --stack staging --path 'fairlead:notify[0].number' \\
         '+4915112345678'`,
    },
    {
        title: "somebody who would be told twice",
        stack: "staging",
        change: {
            notify: [
                { to: "email", address: "team@example.com" },
                { to: "email", address: "team@example.com", about: ["live"] },
            ],
        },
        says: `
fairlead:notify[1] is the same email as notify[0]
  allowed: each recipient once, with all that it is told of in one about
  fix: pulumi config rm --stack staging --path 'fairlead:notify[1]'`,
    },
];
