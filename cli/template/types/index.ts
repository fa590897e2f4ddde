// Every type of a template's resource that a plan has. A service's types are a table beside its like, and a line here.
import { cloudwatch } from "./cloudwatch";
import { codebuild, codecommit } from "./code";
import { codedeploy } from "./codedeploy";
import { codepipeline } from "./codepipeline";
import { ecs } from "./ecs";
import { events, messages } from "./messages";
import { iam } from "./iam";
import { lambda } from "./functions";
import { loadBalancing } from "./load-balancing";
import { machines } from "./machines";
import { network } from "./network";
import { sagemaker } from "./sagemaker";
import { storage } from "./storage";
import type { ResourceType, ResourceTypes } from "./types";

const TYPES: ResourceTypes = {
    ...{ ...codepipeline, ...codebuild, ...codecommit, ...codedeploy },
    ...{ ...ecs, ...loadBalancing, ...network, ...machines, ...lambda, ...sagemaker },
    ...{ ...iam, ...storage, ...events, ...messages, ...cloudwatch },
};

/** For the page that lists them. */
export const knownTypes: readonly string[] = Object.keys(TYPES).sort();

export function typeOf(type: string): ResourceType | undefined {
    return Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
}
