import type { JsonObject } from "../../../plan/document";
import { arnIn } from "../../../plan/arn";
import { below, text } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import type { Context } from "../../../iam/evaluate";
import { ask, type AwsCommand, capitals, type JobSite, type Kind, parameters } from "./types";

interface Operation {
    readonly action: string;
    readonly options: Readonly<Record<string, Kind>>;
    readonly required: readonly string[];
    readonly on: (input: JsonObject, site: JobSite) => string;
    readonly context?: (input: JsonObject) => Context;
}

/** An operation whose parameters begin with capitals. */
function operation({ action, options, required, on, context }: Operation): AwsCommand {
    const call = { action, on, ...(context ? { context } : {}) };
    return {
        api: action.replace(/^.*:/, ""),
        options,
        required,
        run: (given, site) => ask(call, capitals(parameters(given)), site),
    };
}

const named = (name: string) => (input: JsonObject) => String(input[name]);
const packages = (input: JsonObject, site: JobSite) =>
    arnIn(site.place, "sagemaker", `model-package/${String(input["ModelPackageGroupName"])}/*`);

function pipeline(input: JsonObject, { account, place }: JobSite): string {
    const name = String(input["PipelineName"]);
    if (name.startsWith("arn:")) return name;
    const found = account.plans.find(TYPE.trainingPipeline, (resource) => text(resource, "pipelineName") === name);
    return found ? text(found.resource, "arn") : arnIn(place, "sagemaker", `pipeline/${name}`);
}

/** What IAM sees of a change. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemakerai.html */
function changes(input: JsonObject): Context {
    const { Stage: stage, StageStatus: status } = below(input, "ModelLifeCycle");
    const said = {
        "sagemaker:ModelApprovalStatus": input["ModelApprovalStatus"],
        "sagemaker:ModelLifeCycle:Stage": stage,
        "sagemaker:ModelLifeCycle:StageStatus": status,
    };
    return Object.fromEntries(Object.entries(said).filter(([, value]) => typeof value === "string")) as Context;
}

export const sagemakerCommands: Readonly<Record<string, AwsCommand>> = {
    "sagemaker start-pipeline-execution": operation({
        action: "sagemaker:StartPipelineExecution",
        options: {
            "pipeline-name": "text",
            "pipeline-parameters": "structures",
            "pipeline-execution-display-name": "text",
            "client-request-token": "text",
        },
        required: ["pipeline-name"],
        on: pipeline,
    }),
    "sagemaker describe-pipeline-execution": operation({
        action: "sagemaker:DescribePipelineExecution",
        options: { "pipeline-execution-arn": "text" },
        required: ["pipeline-execution-arn"],
        on: named("PipelineExecutionArn"),
    }),
    "sagemaker list-pipeline-execution-steps": operation({
        action: "sagemaker:ListPipelineExecutionSteps",
        options: { "pipeline-execution-arn": "text" },
        required: ["pipeline-execution-arn"],
        on: named("PipelineExecutionArn"),
    }),
    "sagemaker describe-model-package": operation({
        action: "sagemaker:DescribeModelPackage",
        options: { "model-package-name": "text" },
        required: ["model-package-name"],
        on: named("ModelPackageName"),
    }),
    "sagemaker list-model-packages": operation({
        action: "sagemaker:ListModelPackages",
        options: {
            "model-package-group-name": "text",
            "model-approval-status": "text",
            "sort-by": "text",
            "sort-order": "text",
            "max-results": "number",
        },
        required: ["model-package-group-name"],
        on: packages,
    }),
    "sagemaker update-model-package": operation({
        action: "sagemaker:UpdateModelPackage",
        options: {
            "model-package-arn": "text",
            "model-approval-status": "text",
            "approval-description": "text",
            "customer-metadata-properties": "structure",
            "model-life-cycle": "structure",
        },
        required: ["model-package-arn"],
        on: named("ModelPackageArn"),
        context: changes,
    }),
};
