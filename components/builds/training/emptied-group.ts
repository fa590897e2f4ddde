import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as lambda from "@pulumi/aws/lambda";
import type * as sagemaker from "@pulumi/aws/sagemaker";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import { makeLoggedRole } from "../../shared/logged-role";
import { LISTS_MODELS } from "./people";

export interface EmptiedGroupArgs {
    readonly group: sagemaker.ModelPackageGroup;
    /** Its models, each a version of the group, for a policy. */
    readonly packages: string;
}

/** Long enough for some hundred models. */
const SECONDS = 300;

/**
 * Lets `destroy` delete a group of the registry that has models in it, which no resource of Pulumi's knows of. It is made everywhere
 * and told whether `destroy` may take data along: were it made only there, to take that setting back would delete it, and with that
 * every model.
 */
export class EmptiedGroup extends pulumi.ComponentResource {
    /** The function, which does something at the very end alone. */
    public readonly functionArn: pulumi.Output<string>;

    constructor(
        name: string,
        { group, packages }: EmptiedGroupArgs,
        context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:EmptiedGroup", name, { packages }, opts);
        const allow = [LISTS_MODELS, { actions: ["sagemaker:DeleteModelPackage"], on: [packages] }];
        const { log, role } = makeLoggedRole(name, { service: "lambda.amazonaws.com", allow }, context, {
            parent: this,
        });
        const empties = new lambda.Function(
            name,
            {
                runtime: "python3.13",
                handler: "empty_group.handler",
                code: new pulumi.asset.AssetArchive({ "empty_group.py": new pulumi.asset.StringAsset(SOURCE) }),
                role: role.arn,
                environment: { variables: { GROUP: group.modelPackageGroupName } },
                timeout: SECONDS,
                loggingConfig: { logFormat: "Text", logGroup: log.name },
            },
            { parent: this, dependsOn: [...role.ready] },
        );
        // It waits for the group, so that it goes before the group does.
        new lambda.Invocation(
            name,
            {
                functionName: empties.name,
                input: JSON.stringify({ empties: context.retention.destroyWithData }),
                lifecycleScope: "CRUD",
            },
            { parent: this, dependsOn: [group, ...role.ready] },
        );

        this.functionArn = empties.arn;
        this.registerOutputs({ functionArn: this.functionArn });
    }
}

const SOURCE = readFileSync(join(__dirname, "empty_group.py"), "utf8");
