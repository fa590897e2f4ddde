import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { EnvironmentContext } from "../../context";
import type { Statement } from "../../shell";
import { makeEventRule } from "../../shared/event-rule";
import { makeLoggedRole } from "../../shared/logged-role";
import { decrypts, type SecretParameter, type WrittenParameters } from "../../shared/secrets";
import { makeFunctionAlarm } from "../../shared/function-alarm";
import type { RunnerHostSettings } from "./settings";

const CODE = join(__dirname, "broker");
/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const RUNTIME = "nodejs22.x";

export interface RunnerBrokerArgs {
    readonly runner: NonNullable<RunnerHostSettings["runner"]>;
    readonly architecture: RunnerHostSettings["architecture"];
    /** Under which machines act that are given runners. */
    readonly hostRoleName: pulumi.Output<string>;
}

/**
 * Holds the key of the GitHub App: registers a runner for a machine that AWS itself names, and forgets it when the machine is
 * gone. Two functions of the same text, so that who may ask cannot tell that another machine has ended.
 */
export class RunnerBroker extends pulumi.ComponentResource {
    public readonly functionName: pulumi.Output<string>;
    public readonly functionArn: pulumi.Output<string>;
    /** Below it, each machine's configuration lies under the machine's id, until that has taken it. */
    public readonly path: string;
    /** What a machine signs for, and nobody else takes. */
    public readonly audience: string;
    private readonly farewell: lambda.Function;
    private readonly key: SecretParameter;
    private readonly written: WrittenParameters;

    constructor(
        private readonly line: string,
        private readonly args: RunnerBrokerArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { repository, labels } = args.runner;
        super("fairlead:index:RunnerBroker", line, { repository, labels }, opts);
        const { project, environment, secrets } = context;
        this.audience = `${project}/${environment}/${line}`;
        this.path = `/runners/${project}/${environment}/${line}/`;
        this.key = secrets.parameter(args.runner.app.privateKeySecret);
        this.written = secrets.written(this.path, context);
        const asked = this.makeFunction("broker", "asked", this.written.writes);
        this.farewell = this.makeFunction("farewell", "ended", []);
        makeFunctionAlarm(
            `${line}-broker`,
            { made: asked, fives: 3, description: `no runner of ${line} is registered; its broker's log says why` },
            context,
            { parent: this },
        );
        makeFunctionAlarm(
            `${line}-farewell`,
            {
                made: this.farewell,
                fives: 1,
                description: `GitHub still knows a runner of ${line} whose machine has ended: take it away under Settings, Actions, Runners; the log of ${line}-farewell says why`,
            },
            context,
            { parent: this },
        );
        this.functionName = asked.name;
        this.functionArn = asked.arn;
        const { functionName, functionArn, path, audience } = this;
        this.registerOutputs({ functionName, functionArn, path, audience });
    }

    /** For the machines, each of which finds its own parameter by its id. */
    public takes(): readonly Statement[] {
        return this.written.takes;
    }

    /** What is told that a machine has ended. */
    public ends(): lambda.Function {
        return this.farewell;
    }

    private makeFunction(which: string, handler: string, allow: readonly Statement[]): lambda.Function {
        const name = `${this.line}-${which}`;
        // unverified: Lambda says for which account it takes on a role, as other services do
        // | fails as: `up` is refused with "The role defined for the function cannot be assumed by Lambda"
        // | settle: pulumi up of a line with a runner, in an account
        const { log, role } = makeLoggedRole(
            name,
            { service: "lambda.amazonaws.com", allow: [...this.readsKey(), ...allow] },
            this.context,
            { parent: this },
        );
        return new lambda.Function(
            name,
            {
                runtime: RUNTIME,
                handler: `index.${handler}`,
                code: renderCode(),
                role: role.arn,
                timeout: 60,
                memorySize: 256,
                loggingConfig: { logFormat: "Text", logGroup: log.name },
                environment: { variables: { SETTINGS: this.settings() } },
            },
            { parent: this, dependsOn: [...role.ready] },
        );
    }

    private readsKey(): readonly Statement[] {
        const { arn, keyArn } = this.key;
        const { region } = this.context;
        return [
            { actions: ["ssm:GetParameter"], on: [arn] },
            ...(keyArn ? [decrypts(keyArn, { by: "ssm", region, context: "PARAMETER_ARN", arn })] : []),
        ];
    }

    /** Nothing of it is secret; the App's key is read by its name, at each call. */
    private settings(): pulumi.Output<string> {
        const { account, partition, environment } = this.context;
        const { runner, architecture, hostRoleName } = this.args;
        return pulumi.jsonStringify({
            repository: runner.repository,
            app: runner.app.id,
            installation: runner.app.installation,
            key: this.key.name,
            keyId: this.written.keyArn,
            prefix: this.path,
            labels: runner.labels ?? ["self-hosted", `${this.line}-${environment}`],
            architecture,
            domain: partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
            audience: this.audience,
            session: pulumi.interpolate`arn:${partition}:sts::${account}:assumed-role/${hostRoleName}`,
        });
    }
}

/** A machine that is gone has no runner: GitHub would have jobs wait for it. */
export function hearEnds(
    line: string,
    { farewell, groupName }: { readonly farewell: lambda.Function; readonly groupName: pulumi.Output<string> },
    context: EnvironmentContext,
    opts: pulumi.CustomResourceOptions,
): void {
    const name = `${line}-farewell`;
    makeEventRule(
        name,
        {
            description: `a machine of ${line} has ended: its runner is forgotten`,
            // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
            pattern: {
                source: ["aws.autoscaling"],
                "detail-type": ["EC2 Instance Terminate Successful"],
                detail: { AutoScalingGroupName: [groupName] },
            },
            target: { arn: farewell.arn },
            letIn: (rule) => [
                new lambda.Permission(
                    name,
                    {
                        action: "lambda:InvokeFunction",
                        function: farewell.name,
                        principal: "events.amazonaws.com",
                        sourceArn: rule.arn,
                    },
                    opts,
                ),
            ],
        },
        context,
        opts,
    );
}

// unverified: AWS takes a GetCallerIdentity with a further header that is signed, as it says of headers in general
// | fails as: the broker's log says "AWS does not know who signed this: it answered 403", and no runner registers
// | settle: a host of a line with a runner, in an account; then the log of <line>-broker
// unverified: an installation's token with administration: write may read this list, as the page on tokens says
// | fails as: the broker's log says "GitHub answered 403 to GET …/actions/runners/downloads"
// | settle: gh api repos/{owner}/{repo}/actions/runners/downloads with such a token
/** The files as they lie here; what they need besides, Lambda brings. */
function renderCode(): pulumi.asset.AssetArchive {
    const files = readdirSync(CODE).sort();
    return new pulumi.asset.AssetArchive(
        Object.fromEntries(
            files.map((file) => [
                file === "index.cjs" ? "index.js" : file,
                new pulumi.asset.StringAsset(readFileSync(join(CODE, file), "utf8")),
            ]),
        ),
    );
}
