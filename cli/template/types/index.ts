// Every type of a template's resource that a plan has. A service's types are a file, and a line here.
import { cloudwatch } from "./cloudwatch";
import { codebuild } from "./codebuild";
import { codecommit } from "./codecommit";
import { codedeploy } from "./codedeploy";
import { codepipeline } from "./codepipeline";
import { ecs } from "./ecs";
import { events } from "./events";
import { iam } from "./iam";
import { lambda } from "./lambda";
import { loadBalancing } from "./load-balancing";
import { machines } from "./machines";
import { messages } from "./messages";
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
