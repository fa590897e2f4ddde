// Models on instances that always run.
import { hosted } from "./sagemaker";
import type { RehearsedTarget } from "./types";

export const endpoint: RehearsedTarget = hosted;
