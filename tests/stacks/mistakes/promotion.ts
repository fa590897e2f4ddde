// What a stack cannot say about the stacks before and after it.
import type { Mistake } from "./mistake";

export const promotion: readonly Mistake[] = [
    {
        title: "a stack that promotes to itself",
        stack: "staging",
        change: { promotesTo: [{ environment: "staging", account: "111122223333" }] },
        says: `
fairlead:promotesTo[0].environment is "staging"
  allowed: another stack than this one
  fix: pulumi config set --stack staging --path \\
         'fairlead:promotesTo[0].environment' 'prod'`,
    },
    {
        title: "a stack that promotes from itself",
        stack: "prod",
        change: { promotesFrom: { environment: "prod", account: "111122223333" } },
        says: `
fairlead:promotesFrom.environment is "prod"
  allowed: another stack than this one
  fix: pulumi config set --stack prod --path \\
         'fairlead:promotesFrom.environment' 'staging'`,
    },
    {
        title: "an environment that is told twice",
        stack: "staging",
        change: {
            promotesTo: [
                { environment: "prod", account: "111122223333" },
                { environment: "prod", account: "111122223333" },
            ],
        },
        says: `
fairlead:promotesTo[1].environment is prod for the second time
  allowed: each stack once, and never the one releases come from
  fix: pulumi config rm --stack staging --path 'fairlead:promotesTo[1]'`,
    },
    {
        title: "promotion in a circle",
        stack: "prod",
        change: { promotesTo: [{ environment: "staging", account: "111122223333" }] },
        says: `
fairlead:promotesTo[0].environment is staging, which promotesFrom names as well
  allowed: each stack once, and never the one releases come from
  fix: pulumi config rm --stack prod --path 'fairlead:promotesTo[0]'`,
    },
    {
        title: "promotion from nowhere",
        stack: "prod",
        change: { promotesFrom: { environment: "staging" } },
        says: `
fairlead:promotesFrom.account is not set
  allowed: 12 digits in quotes
  fix: pulumi config set --stack prod --path --type string \\
         'fairlead:promotesFrom.account' '111122223333'`,
    },
    {
        title: "promotion to another account",
        stack: "staging",
        change: { promotesTo: [{ environment: "prod", account: "444455556666" }] },
        says: `
fairlead:promotesTo[0].account is "444455556666"
  allowed: 111122223333, this stack's own: promotion across accounts is not
           supported in this version
  fix: pulumi config set --stack staging --path --type string \\
         'fairlead:promotesTo[0].account' '111122223333'`,
    },
    {
        title: "promotion from another account",
        stack: "prod",
        change: { promotesFrom: { environment: "staging", account: "444455556666" } },
        says: `
fairlead:promotesFrom.account is "444455556666"
  allowed: 111122223333, this stack's own: promotion across accounts is not
           supported in this version
  fix: pulumi config set --stack prod --path --type string \\
         'fairlead:promotesFrom.account' '111122223333'`,
    },
    {
        title: "promotion from another region",
        stack: "prod",
        change: {
            "aws:region": "eu-central-1",
            "services.web.deploy.certificateArn": "arn:aws:acm:eu-central-1:111122223333:certificate/0",
        },
        says: `
aws:region is "eu-central-1", where staging is in eu-west-1
  allowed: eu-west-1: promotion across regions is not supported in this version
  fix: pulumi config set --stack prod aws:region 'eu-west-1'`,
    },
    {
        title: "promotion to another region",
        stack: "staging",
        change: { "aws:region": "eu-central-1" },
        says: `
aws:region is "eu-central-1", where prod is in eu-west-1
  allowed: eu-west-1: promotion across regions is not supported in this version
  fix: pulumi config set --stack staging aws:region 'eu-west-1'`,
    },
    {
        title: "a build where releases are pulled",
        stack: "prod",
        change: { "services.web.build": { kind: "codebuild" } },
        says: `
fairlead:services.web.build is set where promotesFrom is set
  allowed: nothing: prod pulls what staging verified
  fix: pulumi config rm --stack prod --path 'fairlead:services.web.build'`,
    },
    {
        title: "a source where releases are pulled",
        stack: "prod",
        change: { "services.web.source": { kind: "codecommit" } },
        says: `
fairlead:services.web.source is set where promotesFrom is set
  allowed: nothing: prod pulls what staging verified
  fix: pulumi config rm --stack prod --path 'fairlead:services.web.source'`,
    },
    {
        title: "a name in place of a map",
        stack: "prod",
        change: {
            promotesFrom: "staging",
            account: "999988887777",
            "services.web.deploy.certificateArn": "arn:aws:acm:eu-west-1:999988887777:certificate/0",
        },
        says: `
fairlead:promotesFrom is "staging", a text
  allowed: a map of environment, account
  fix: in Pulumi.prod.yaml, write
       fairlead:promotesFrom: { environment: staging, account: "999988887777" }`,
    },
];
