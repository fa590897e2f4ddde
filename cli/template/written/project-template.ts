// A plan as a template that Studio's Create project makes projects of: SageMaker hands it the project's name and id.
// https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-projects-templates-custom.html
import type { JsonObject, Plan } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { UsageError } from "../../command";
import { templateOf } from "./template";

/** The form of the ids that SageMaker makes up; names are as long as theirs, so limits hold for every project. */
const PROJECT_ID = /^p-[a-z0-9]{12}$/;

/** What the stack's name stands in becomes the project's id. */
export function projectTemplateOf(plan: Plan): JsonObject {
    const { stack, project } = plan;
    if (!PROJECT_ID.test(stack))
        throw new UsageError(
            `a project's id stands where the stack's name does, so the stack is called like one: --stack p-000000000000 --config-file Pulumi.${stack}.yaml`,
        );
    const fixed = plan.resources.filter(
        ({ type, inputs }) => type === TYPE.codeRepository && !String(inputs["repositoryName"]).includes(stack),
    );
    if (fixed.length > 0) {
        const names = fixed.map(({ inputs }) => String(inputs["repositoryName"])).join(" and ");
        throw new UsageError(
            `the second project would find its repository taken: ${names}; call it sagemaker-${fixed[0]?.inputs["repositoryName"] as string}-${stack} in the settings`,
        );
    }
    const template = templateOf(plan, {
        description: `A line of ${project}: its repository, its pipelines, its registry, its endpoint`,
        parameters: {
            SageMakerProjectId: { instead: stack, says: "Service generated Id of the project." },
            SageMakerProjectName: { says: "Name of the project" },
        },
    });
    return { ...template, Outputs: { Project: { Value: { Ref: "SageMakerProjectName" } } } };
}
