// Every kind of action that can be rehearsed. A new one is a file and a line here.
import { cloudFormation } from "./cloudformation";
import { codebuild } from "./codebuild";
import { codecommit } from "./codecommit";
import { codeDeploy } from "./codedeploy";
import { codeDeployToEcs } from "./codedeploy-to-ecs";
import { connection } from "./connection";
import { ecr } from "./ecr";
import { manual } from "./manual";
import { s3 } from "./s3";
import { s3Deploy } from "./s3-deploy";
import type { RehearsedAction } from "./types";

export const rehearsedActions: ReadonlyMap<string, RehearsedAction> = new Map(
    [s3, s3Deploy, ecr, codecommit, connection, manual, codebuild, cloudFormation, codeDeploy, codeDeployToEcs].map(
        (action) => [action.category === undefined ? action.provider : `${action.category} ${action.provider}`, action],
    ),
);
