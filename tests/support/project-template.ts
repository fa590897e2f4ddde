// The line of the example as a project of SageMaker Studio's: its stack is called as SageMaker calls projects.
import type { Plan } from "../../plan/document";
import { planOf } from "./program";

export const PROJECT = "p-000000000000";

export function planOfProject(): Promise<Plan> {
    return planOf(PROJECT, { configFile: "examples/image-classification/studio/project.yaml" });
}
