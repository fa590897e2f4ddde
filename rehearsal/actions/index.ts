// Every kind of action that can be rehearsed. A new one has a line here.
import { cloudFormation } from "./cloudformation";
import { codebuild } from "./codebuild";
import { codecommit, connection } from "./repositories";
import { codeDeploy } from "./codedeploy";
import { codeDeployToEcs } from "./codedeploy-to-ecs";
import { ecr } from "./ecr";
import { manual } from "./manual";
import { s3, s3Deploy } from "./s3";
import type { RehearsedAction } from "./types";

export const rehearsedActions: ReadonlyMap<string, RehearsedAction> = new Map(
    [s3, s3Deploy, ecr, codecommit, connection, manual, codebuild, cloudFormation, codeDeploy, codeDeployToEcs].map(
        (action) => [action.category === undefined ? action.provider : `${action.category} ${action.provider}`, action],
    ),
);
