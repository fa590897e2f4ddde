// What AWS itself publishes for whatever we wire, one file per subject. Ours may grant less only where a row says why;
// tests/iam/published.spec.ts holds the call tables and the policies against it, both ways.
import { codebuild } from "./codebuild";
import { codedeploy } from "./codedeploy";
import { codepipeline } from "./codepipeline";
import { ecs } from "./ecs";
import { eventbridge } from "./eventbridge";
import { firehose } from "./firehose";
import { machines } from "./machines";
import { sagemaker } from "./sagemaker";
import { sns } from "./sns";
import type { Published } from "./types";

export type { Published, WiredAt } from "./types";

export const PUBLISHED: readonly Published[] = [
    ...codepipeline,
    ...codebuild,
    ...codedeploy,
    ...machines,
    ...ecs,
    ...sagemaker,
    ...eventbridge,
    ...sns,
    ...firehose,
];
