import { at, label, ofType, policiesOf, statements, texts } from "../reading";
import type { Invariant } from "./invariant";

/** A docker daemon makes the container privileged: builds need one, so does the pull, and who asks Docker Hub, and what works the jobs of a workflow that builds; nobody else. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "aws:codebuild/project:Project").flatMap((project) => {
        const pushes = policiesOf(plan, project.inputs["serviceRole"])
            .flatMap((policy) => statements(policy.inputs["policy"]))
            .some(({ Action }) =>
                ["ecr:UploadLayerPart", "ssm:GetParameter"].some((each) => texts(Action).includes(each)),
            );
        const builds = String(at(project.inputs["source"], "buildspec")).includes("docker buildx build");
        const works = ofType(plan, "aws:codebuild/webhook:Webhook").some(
            (webhook) => webhook.inputs["projectName"] === project.outputs["name"],
        );
        const privileged = at(project.inputs["environment"], "privilegedMode");
        if (privileged === (builds || pushes || works)) return [];
        return [
            privileged === true
                ? `${label(project)} is privileged, and neither builds nor pushes an image`
                : `${label(project)} cannot start docker`,
        ];
    });
