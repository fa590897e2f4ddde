// An account with a pipeline of SageMaker, whose image is a shell script: it learns the number of lines of what it is given.
import type { Json, JsonObject, PlannedResource } from "../../../plan/document";
import type { Judge } from "../../../rehearsal/account/gateway";
import type { Fact } from "../../../rehearsal/engine/journal";
import { type Blobs } from "../../../rehearsal/engine/folder";
import { ProcessEngine } from "../../../rehearsal/containers/process";
import { trainingServices } from "../../../rehearsal/sagemaker/api";
import { readDefinition } from "../../../rehearsal/sagemaker/definition";
import { beginTraining } from "../../../rehearsal/sagemaker/run";
import { TrainingRuns, type TrainingRun } from "../../../rehearsal/sagemaker/runs";
import { imageServices } from "../../../rehearsal/services/ecr";
import { Images } from "../../../rehearsal/services/images";
import { Objects, objectServices } from "../../../rehearsal/services/objects";
import { make } from "../../../rehearsal/up/up";
import { accountOf, planWith, resource, type TestAccount } from "../../support/account";
import { REGISTRY, repository } from "../containers/fixture";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const ROLE = "arn:aws:iam::111122223333:role/trains";
export const PIPELINE = "arn:aws:sagemaker:eu-west-1:111122223333:pipeline/shop-digits";
export const BUCKET = "data-bucket";
export const GROUP = "shop-digits";

const SCRIPT = `#!/bin/sh
set -e
p=/opt/ml/processing
case "$1" in
preprocess)
    for set in train test; do mkdir -p $p/output/$set; done
    head -n 3 $p/input/data/data.csv >$p/output/train/part.csv
    tail -n 1 $p/input/data/data.csv >$p/output/test/part.csv ;;
train)
    [ -d /opt/ml/input/data/train ] || { echo "no channel train" >/opt/ml/output/failure; exit 3; }
    wc -l </opt/ml/input/data/train/part.csv | tr -d ' ' >/opt/ml/model/weights
    echo "loss=0.\${#1}5;"
    cp /opt/ml/input/config/hyperparameters.json /opt/ml/output/data/told.json ;;
evaluate)
    mkdir -p /tmp/m && tar -xzf $p/input/model/model.tar.gz -C /tmp/m
    echo "{\\"metrics\\":{\\"accuracy\\":0.9\$(cat /tmp/m/weights)}}" >$p/output/report/evaluation.json ;;
*) echo "unknown: $1" >&2; exit 9 ;;
esac
`;

export class TrainingFixture {
    public readonly test: TestAccount;
    public image = "";

    constructor(
        public readonly definition: JsonObject,
        {
            more = [],
            ...account
        }: {
            readonly judge?: Judge;
            readonly folder?: string;
            readonly blobs?: Blobs;
            readonly speed?: number;
            /** What else the plan has. */
            readonly more?: readonly PlannedResource[];
        } = {},
    ) {
        const services = new Map([...imageServices, ...objectServices, ...trainingServices]);
        this.test = accountOf([planWith([...this.resources(), ...more])], { services, unmade: true, ...account });
    }

    public get account() {
        return this.test.account;
    }

    private resources(): PlannedResource[] {
        const pipelineDefinition = JSON.stringify(this.definition);
        const named = { pipelineName: "shop-digits", roleArn: ROLE };
        const group = { modelPackageGroupName: GROUP };
        return [
            repository("web"),
            resource("aws:sagemaker/modelPackageGroup:ModelPackageGroup", "models", group),
            resource("aws:sagemaker/pipeline:Pipeline", "train", { ...named, pipelineDefinition }, { arn: PIPELINE }),
        ];
    }

    /** `up`, and the image. Throws what AWS refuses. */
    public async up(script = SCRIPT): Promise<this> {
        const { account } = this;
        for (const [plan] of [account.plans.all])
            for (const each of plan?.resources ?? []) await make(account, { plan: plan as never, resource: each }, {});
        beginTraining(account);
        const context = join(this.test.folder, "context");
        mkdirSync(context);
        writeFileSync(
            join(context, "Dockerfile"),
            'FROM busybox:1.37\nCOPY run.sh /\nENTRYPOINT ["/bin/sh", "/run.sh"]\n',
        );
        writeFileSync(join(context, "run.sh"), script);
        const engine = new ProcessEngine(account);
        const order = { context, dockerfile: join(context, "Dockerfile"), platform: "linux/amd64", args: {} };
        const built = await engine.build({ ...order, log: () => undefined });
        this.image = `${REGISTRY}/web@${account.part(Images).push(REGISTRY, "web", built, ["v1"])}`;
        account.part(Objects).write(BUCKET, "digits/data/1/data.csv", Buffer.from("1\n2\n3\n4\n"));
        return this;
    }

    public async start(parameters: Readonly<Record<string, string>> = {}, token?: string): Promise<TrainingRun> {
        const given = Object.entries({ Image: this.image, ...parameters }).map(([Name, Value]) => ({ Name, Value }));
        const known = new Set((this.definition["Parameters"] as readonly JsonObject[]).map(({ Name }) => Name));
        const { PipelineExecutionArn: arn } = (await this.call("sagemaker:StartPipelineExecution", PIPELINE, {
            PipelineParameters: given.filter(({ Name }) => known.has(Name)),
            ...(token === undefined ? {} : { ClientRequestToken: token }),
        })) as { PipelineExecutionArn: string };
        await this.account.quiet();
        return this.account.part(TrainingRuns).find(arn);
    }

    /** As another `up` would, with an edit of the plan's definition and nothing else. Throws what AWS refuses. */
    public redefine(edit: (text: string) => string): this {
        const before = JSON.stringify(this.definition);
        const definition = edit(before);
        if (definition === before) throw new Error("the edit changes nothing");
        readDefinition(definition);
        this.account.record({ kind: "training.defined", about: PIPELINE, data: { definition } });
        return this;
    }

    public call(action: string, on: string, input: Json = {}): Promise<Json> {
        return this.account.gateway.call({ by: { role: ROLE, as: "a test" }, action, on, input });
    }

    public events(type: RegExp): readonly Fact["data"][] {
        return this.test
            .facts("event")
            .map(({ data }) => data)
            .filter((data) => type.test(String(data["detail-type"])));
    }

    public lines(about: RegExp): readonly string[] {
        return this.test
            .facts("line")
            .filter((fact) => about.test(fact.about))
            .map(({ data }) => String(data["text"]));
    }
}

const get = (path: string): JsonObject => ({ Get: path });
const join_ = (...values: readonly Json[]): JsonObject => ({ "Std:Join": { On: "/", Values: [...values] } });
const out = (step: string, output: string) =>
    get(`Steps.${step}.ProcessingOutputConfig.Outputs['${output}'].S3Output.S3Uri`);
const s3Input = (name: string, uri: Json) => ({
    InputName: name,
    S3Input: { S3Uri: uri, LocalPath: `/opt/ml/processing/input/${name}`, S3DataType: "S3Prefix", S3InputMode: "File" },
});
const s3Output = (step: string, name: string) => ({
    OutputName: name,
    S3Output: {
        S3Uri: join_(`s3://${BUCKET}/digits/runs`, get("Execution.PipelineExecutionId"), step, name),
        LocalPath: `/opt/ml/processing/output/${name}`,
        S3UploadMode: "EndOfJob",
    },
});
const processing = (
    name: string,
    word: string,
    inputs: Json[],
    outputs: string[],
    more: JsonObject = {},
): JsonObject => ({
    Name: name,
    Type: "Processing",
    Arguments: {
        RoleArn: ROLE,
        ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 30 } },
        AppSpecification: { ImageUri: get("Parameters.Image"), ContainerArguments: [word] },
        ProcessingInputs: inputs,
        ProcessingOutputConfig: { Outputs: outputs.map((output) => s3Output(name, output)) },
    },
    ...more,
});

const CACHE = { CacheConfig: { Enabled: true, ExpireAfter: "P30D" } };

/** The shape that AWS's abalone example has: process, train, evaluate, decide, register or fail. */
export function abalone(): JsonObject {
    const accuracy = {
        "Std:JsonGet": { PropertyFile: get("Steps.Evaluate.PropertyFiles.Report"), Path: "metrics.accuracy" },
    };
    const model = get("Steps.Train.ModelArtifacts.S3ModelArtifacts");
    return {
        Version: "2020-12-01",
        Metadata: {},
        Parameters: [
            { Name: "Image", Type: "String" },
            { Name: "DataVersion", Type: "String", DefaultValue: "1" },
            { Name: "AtLeast", Type: "Float", DefaultValue: 0.9 },
        ],
        Steps: [
            processing(
                "Preprocess",
                "preprocess",
                [s3Input("data", join_(`s3://${BUCKET}/digits/data`, get("Parameters.DataVersion")))],
                ["train", "test"],
                CACHE,
            ),
            {
                Name: "Train",
                Type: "Training",
                Arguments: {
                    RoleArn: ROLE,
                    AlgorithmSpecification: {
                        TrainingImage: get("Parameters.Image"),
                        TrainingInputMode: "File",
                        MetricDefinitions: [{ Name: "loss", Regex: "loss=([0-9.]+)" }],
                    },
                    HyperParameters: { epochs: "3" },
                    InputDataConfig: [
                        {
                            ChannelName: "train",
                            ContentType: "text/csv",
                            DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: out("Preprocess", "train") } },
                        },
                    ],
                    OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/digits/models/` },
                    ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 30 },
                    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
                },
                ...CACHE,
            },
            processing(
                "Evaluate",
                "evaluate",
                [s3Input("model", model), s3Input("test", out("Preprocess", "test"))],
                ["report"],
                {
                    PropertyFiles: [{ PropertyFileName: "Report", OutputName: "report", FilePath: "evaluation.json" }],
                },
            ),
            {
                Name: "Gate",
                Type: "Condition",
                Arguments: {
                    Conditions: [
                        {
                            Type: "GreaterThanOrEqualTo",
                            LeftValue: accuracy,
                            RightValue: get("Parameters.AtLeast"),
                        },
                    ],
                    IfSteps: [
                        {
                            Name: "Register",
                            Type: "RegisterModel",
                            Arguments: {
                                ModelPackageGroupName: GROUP,
                                ModelApprovalStatus: "PendingManualApproval",
                                InferenceSpecification: {
                                    Containers: [{ Image: get("Parameters.Image"), ModelDataUrl: model }],
                                    SupportedContentTypes: ["text/csv"],
                                    SupportedResponseMIMETypes: ["text/csv"],
                                },
                                ModelMetrics: {
                                    ModelQuality: {
                                        Statistics: {
                                            ContentType: "application/json",
                                            S3Uri: join_(out("Evaluate", "report"), "evaluation.json"),
                                        },
                                    },
                                },
                            },
                        },
                    ],
                    ElseSteps: [
                        {
                            Name: "TooWeak",
                            Type: "Fail",
                            Arguments: { ErrorMessage: { "Std:Join": { On: " ", Values: ["accuracy is", accuracy] } } },
                        },
                    ],
                },
            },
        ],
    };
}
