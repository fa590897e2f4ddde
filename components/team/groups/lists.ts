import type { Statement } from "../../shell";

/**
 * What the console's first pages list before a person has chosen anything; these calls know no resource.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodePipeline_ReadOnlyAccess.html
 */
export const LISTS: Statement = {
    actions: [
        "codebuild:ListProjects",
        "codecommit:ListRepositories",
        "codedeploy:ListApplications",
        "codepipeline:ListActionTypes",
        "codepipeline:ListPipelines",
    ],
    on: "*",
    because: "lists are of an account, and say names alone",
};
