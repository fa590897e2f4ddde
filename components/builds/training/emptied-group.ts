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
    /** ARN pattern of its models, which are versions of the group. */
    readonly packages: string;
}

/** Enough for some hundred models. */
const SECONDS = 300;

/**
 * Lets `destroy` delete a model package group that has models, which Pulumi does not know of. It is always made, and told whether
 * `destroy` may delete data: if it were made only in that case, removing the setting would delete it, and with it every model.
 */
export class EmptiedGroup extends pulumi.ComponentResource {
    /** The function, which does something only at `destroy`. */
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
        // It depends on the group, so that it is deleted before the group.
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
