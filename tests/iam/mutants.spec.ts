import assert from "node:assert/strict";

import { changed } from "./support/changed";
import { Estate } from "./support/estate";
import { hosts, machines, models, neighbours, shipped, workflows } from "./estates";

/** Changes of a plan that somebody could make by mistake; each must turn the proof red, in the words given here. */
const MUTANTS: readonly {
    readonly name: string;
    readonly change: (text: string) => string;
    readonly red: (estate: Estate) => readonly string[];
    readonly saying: RegExp;
    /** @default the shipped stacks */
    readonly of?: () => Promise<Estate>;
}[] = [
    {
        name: "the rollout may pass any role",
        change: (text) => text.replace(/(\\"iam:PassRole\\"\],[^\]]*?\\"Resource\\":)\[[^\]]*\]/g, '$1[\\"*\\"]'),
        red: (estate) => estate.excessive(),
        saying: /iam:PassRole/,
    },
    {
        name: "Prepare may not read the blueprint",
        change: (text) => text.replace(/,?\\"arn:aws:s3:::[^"]*?\/blueprints\/web\.json\\"/g, ""),
        red: (estate) => estate.missing(),
        saying: /s3:GetObject on arn:aws:s3:::.*\/blueprints\/web\.json/,
    },
    {
        name: "tasks may not use the key of their secrets",
        change: (text) => text.replaceAll("secretsmanager.eu-west-1.amazonaws.com", "s3.eu-west-1.amazonaws.com"),
        red: (estate) => estate.missing(),
        saying: /kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key\/0/,
        of: neighbours,
    },
    {
        name: "CodeDeploy may not call what its AppSpec names",
        change: (text) =>
            text.replaceAll(/(\\"Hooks\\":\[\{\\"AfterAllowTestTraffic\\":\\"[^"]*:function:)smoke/g, "$1other"),
        red: (estate) => estate.missing(),
        saying: /apart-deployment-\S+ lambda:InvokeFunction on \S+:function:other/,
        of: neighbours,
    },
    {
        name: "CodeDeploy may call every function, as AWS's own policy lets it",
        change: (text) => text.replaceAll(/"arn:aws:lambda:[^"]*:function:smoke\\"\]/g, '"*\\"]'),
        red: (estate) => estate.excessive(),
        saying: /apart-deployment-\S+ lambda:InvokeFunction/,
        of: neighbours,
    },
    {
        name: "EventBridge may act for other accounts",
        change: (text) =>
            text.replace(/\\"Condition\\":\{\\"StringEquals\\":\{\\"aws:SourceAccount\\":\\"\d+\\"\}\},/g, ""),
        red: (estate) => estate.excessive(),
        saying: /on behalf of another account/,
    },
    {
        name: "a job of ship reaches ships of environments whose names begin alike",
        change: (text) => text.replace(/(:codepipeline:[^"]*-prod-)\?+/g, "$1*"),
        red: (estate) => estate.excessive(),
        saying: /begins alike: \S+ codepipeline:StopPipelineExecution on \S+:web-ship-prod-eu-/,
    },
    {
        name: "a job of ship reaches the same line's ship of another environment",
        change: (text) => text.replace(/(:codepipeline:[^"]*:web-ship-)[a-z]+-\?+/g, "$1*"),
        red: (estate) => estate.excessive(),
        saying: /a right of another role: \S+ codepipeline:StopPipelineExecution/,
        of: neighbours,
    },
    {
        name: "what asks in an environment whose name begins alike may ask here",
        change: (text) => text.replace(/(:role\/web-ship-approve-prod-)\?+/g, "$1*"),
        red: (estate) => estate.excessive(),
        saying: /a mail that asks for an approval: web-ship-approve-prod-eu-/,
    },
    {
        name: "a script that does not say what it calls",
        change: (text) => text.replaceAll("# calls:", "# does:"),
        red: (estate) => estate.holes(),
        saying: /its script has no header that says what it calls/,
    },
    {
        name: "a provider that nobody wrote rows for",
        change: (text) => text.replaceAll('"provider":"CodeDeployToECS"', '"provider":"ECS"'),
        red: (estate) => estate.holes(),
        saying: /no rows for this provider/,
    },
    {
        name: "a host takes configurations of every line",
        change: (text) => text.replaceAll("parameter/runners/fairlead/staging/scores/*", "parameter/runners/*"),
        red: (estate) => estate.excessive(),
        saying: /ssm:GetParameter on \S+parameter\/\S+/,
        of: hosts,
    },
    {
        name: "a host reads every parameter, the App's key among them",
        change: (text) => text.replaceAll("parameter/runners/fairlead/staging/scores/*", "parameter/*"),
        red: (estate) => estate.excessive(),
        saying: /a right of another role: scores-host-\S+ ssm:GetParameter on \S+parameter\/secrets\/fairlead\/staging\/githubApp/,
        of: hosts,
    },
    {
        name: "a workflow's user may take on another role",
        change: (text) =>
            text.replaceAll(/(\\"Action\\":\[\\"sts:AssumeRole\\"\].*?\\"Resource\\":)\[[^\]]*\]/g, '$1[\\"*\\"]'),
        red: (estate) => estate.excessive(),
        saying: /web-make-\S+ sts:AssumeRole on \S+:role\/somebody-elses/,
        of: workflows,
    },
    {
        name: "a workflow's user may push images itself, with a key that does not expire",
        change: (text) =>
            text.replaceAll(
                /(\\"Action\\":\[\\"sts:AssumeRole)(\\"\].*?\\"Resource\\":)\[[^\]]*\]/g,
                '$1\\",\\"ecr:PutImage$2[\\"*\\"]',
            ),
        red: (estate) => estate.excessive(),
        saying: /web-make-staging-[0-9a-f]+: a right of another role: \S+ ecr:PutImage/,
        of: workflows,
    },
    {
        name: "a workflow's role trusts every user of the account",
        change: (text) => text.replaceAll(/(\\"AWS\\":\\"arn:aws:iam::\d+:)user\/web-make[^"]*\\"/g, '$1root\\"'),
        red: (estate) => estate.excessive(),
        saying: /a role nobody let in: \S+ sts:AssumeRole on \S+:role\/web-make/,
        of: workflows,
    },
    {
        name: "what tells GitHub of runs may read any secret",
        change: (text) => text.replaceAll(/"arn:aws:secretsmanager:[^"]*:secret:github-status-AbCdEf\\"/g, '"*\\"'),
        red: (estate) => estate.excessive(),
        saying: /apart-status-\S+ secretsmanager:GetSecretValue on \S+:secret:orders-db/,
        of: neighbours,
    },
    {
        name: "what tells GitHub of runs may not ask which commit a test of a pull request has read",
        change: (text) => text.replaceAll(/,\\"arn:aws:codepipeline:[^"]*:apart-check-[^"]*\\"(?=\])/g, ""),
        red: (estate) => estate.missing(),
        saying: /apart-status-\S+ codepipeline:GetPipelineExecution on \S+:apart-check-/,
        of: neighbours,
    },
    {
        name: "any rule may tell the broker that a machine has ended",
        change: (text) => text.replace(/("sourceArn":")arn:aws:events:[^"]*scores-farewell[^"]*/g, "$1"),
        red: (estate) => estate.excessive(),
        saying: /lambda:InvokeFunction/,
        of: hosts,
    },
    {
        name: "the broker does not read the key's own key",
        change: (text) => text.replaceAll("kms:EncryptionContext:PARAMETER_ARN", "kms:EncryptionContext:SecretARN"),
        red: (estate) => estate.missing(),
        saying: /scores-broker-\S+ kms:Decrypt/,
        of: hosts,
    },
    {
        name: "CloudFormation may make any model, and delete any",
        change: (text) => text.replaceAll(/aws:Re(quest|source)Tag\/fairlead:line/g, "aws:RequestedRegion"),
        red: (estate) => estate.missing(),
        saying: /Model of digits \(CloudFormation\): \S+ sagemaker:CreateModel/,
        of: models,
    },
    {
        name: "a stack's role may be passed to whoever asks",
        change: (text) =>
            text.replaceAll(
                '\\"iam:PassedToService\\":\\"cloudformation.amazonaws.com\\"',
                '\\"aws:ResourceAccount\\":\\"111122223333\\"',
            ),
        red: (estate) => estate.excessive(),
        saying: /digits-ship-rollout-\S+ iam:PassRole/,
        of: models,
    },
    {
        name: "a model's role may not hear of its alarms",
        change: (text) => text.replaceAll("cloudwatch:DescribeAlarms", "cloudwatch:DescribeInsightRules"),
        red: (estate) => estate.missing(),
        saying: /model of digits \(SageMaker\): digits-model-\S+ cloudwatch:DescribeAlarms/,
        of: models,
    },
    {
        name: "machines may not decrypt what is deployed to them",
        change: (text) => text.replaceAll('\\"Action\\":[\\"kms:Decrypt\\"]', '\\"Action\\":[\\"kms:DescribeKey\\"]'),
        red: (estate) => estate.missing(),
        saying: /machines of links \(CodeDeploy's agent\): links-host-\S+ kms:Decrypt/,
        of: machines,
    },
    {
        name: "Verify may ask machines of every line",
        change: (text) => text.replaceAll("ssm:resourceTag/fairlead:line", "aws:RequestedRegion"),
        red: (estate) => estate.missing(),
        saying: /ssm:SendCommand on arn:aws:ec2:\S+:instance\//,
        of: machines,
    },
    {
        name: "the question may be sent to whatever stands there",
        change: (text) =>
            text.replace(
                /\{\\"Action\\":\[\\"ssm:SendCommand\\"\],\\"Condition\\":\{.*?\}\},/g,
                '{\\"Action\\":[\\"ssm:SendCommand\\"],',
            ),
        red: (estate) => estate.excessive(),
        saying: /somebody else's: \S+ ssm:SendCommand/,
        of: machines,
    },
    {
        name: "CodeDeploy may not hold a machine that is launched",
        change: (text) => text.replaceAll("autoscaling:PutLifecycleHook", "autoscaling:PutWarmPool"),
        red: (estate) => estate.missing(),
        saying: /autoscaling:PutLifecycleHook/,
        of: machines,
    },
    {
        name: "machines read every parameter of the account",
        change: (text) => text.replaceAll("ssm:GetManifest", "ssm:GetParameter"),
        red: (estate) => estate.unexplained(),
        saying: /links-host may do: ssm:GetParameter on \*/,
        of: machines,
    },
    {
        name: "a job that lacks what its script reads",
        change: (text) => text.replaceAll('"name":"SERVICE"', '"name":"SERVICES"'),
        red: (estate) => estate.holes(),
        saying: /its script reads SERVICE/,
    },
];

describe("a wrong plan", () => {
    for (const { name, change, red, saying, of = shipped } of MUTANTS) {
        it(`is found out: ${name}`, async () => {
            const { plans } = await of();
            const estate = new Estate(changed(plans.all, change));
            assert.match(red(estate).join("\n"), saying);
        });
    }
});
