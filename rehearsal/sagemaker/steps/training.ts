// A training job: channels from S3, hyperparameters as texts, the container's `train`, and what it leaves in /opt/ml/model and
// /opt/ml/output/data back to S3, an archive each.
// https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html
import type { Json, JsonObject } from "../../../plan/document";
import { arnIn } from "../../../plan/arn";
import { below, records, texts } from "../../../plan/plans";
import { modelOf } from "../../../plan/training";
import { NotRehearsed, Refused } from "../../account/gateway";
import { asJson } from "../../engine/journal";
import { download, invoking, lastsAtMost, refuseMore, startAs, textsOnly, upload } from "../jobs";
import { Room } from "../room";
import type { RehearsedStep, StepRun } from "./index";

/** What is said of a failure is cut. */
const LONGEST = 1024;

export const training: RehearsedStep = {
    type: "Training",
    cachedBy: [
        ...["AlgorithmSpecification", "CheckpointConfig", "DebugHookConfig", "DebugRuleConfigurations", "Environment"],
        ...["HyperParameters", "InputDataConfig"],
    ],
    async run(step) {
        const { account, given, job, plan } = step;
        const [parameters, environment] = invoking("CreateTrainingJob", () => [
            textsOnly(given["HyperParameters"], "HyperParameters"),
            textsOnly(given["Environment"], "Environment"),
        ]);
        refuseMore(below(given, "ResourceConfig")["InstanceCount"], "a training job");
        const channels = channelsOf(given);
        const by = startAs(step, "CreateTrainingJob", "training-job");
        const arn = arnIn(plan, "sagemaker", `training-job/${job}`);
        const room = new Room(account);
        const metrics = new Metrics(given);
        try {
            const { folder } = room;
            configure(folder, parameters, channels, given);
            for (const { name, uri } of channels) await download({ step, by, folder }, uri, `input/data/${name}`);
            for (const path of ["model", "output/data", "checkpoints", "code"]) folder.folder(path);
            const {
                TrainingImage: image,
                ContainerEntrypoint: entry,
                ContainerArguments: words,
            } = below(given, "AlgorithmSpecification");
            const container = await room.run({
                ...{ image: String(image), name: job },
                ...(entry === undefined ? {} : { entryPoint: texts(entry) }),
                command: words === undefined ? ["train"] : texts(words),
                env: { AWS_REGION: plan.region, TRAINING_JOB_NAME: job, TRAINING_JOB_ARN: arn, ...environment },
                log: (line) => {
                    step.say(line);
                    metrics.read(line);
                },
            });
            const code = await lastsAtMost(container, given, account);
            const failure = folder.read("output/failure")?.toString("utf8").slice(0, LONGEST);
            if (code !== 0) throw new Refused("AlgorithmError", `${failure ?? ""}, exit code: ${code}`);
            const model = await keep(step, by, room);
            return {
                properties: asJson({
                    ...given,
                    ...{
                        TrainingJobName: job,
                        TrainingJobArn: arn,
                        TrainingJobStatus: "Completed",
                        SecondaryStatus: "Completed",
                    },
                    ModelArtifacts: { S3ModelArtifacts: model },
                    FinalMetricDataList: metrics.final,
                }),
                metadata: { TrainingJob: { Arn: arn } },
            };
        } finally {
            room.close();
        }
    },
};

interface Channel {
    readonly name: string;
    readonly uri: unknown;
    readonly given: JsonObject;
}

function channelsOf(given: JsonObject): readonly Channel[] {
    return records(given["InputDataConfig"]).map((channel) => {
        const name = String(channel["ChannelName"]);
        const { S3DataType: type = "S3Prefix", S3Uri: uri } = below(channel, "DataSource", "S3DataSource");
        if (uri === undefined) throw new NotRehearsed(`the channel ${name}, which is not of S3`);
        const packed = channel["CompressionType"] === "Gzip" || channel["RecordWrapperType"] === "RecordIO";
        if (type !== "S3Prefix" || packed || modeOf(channel, given) === "Pipe")
            throw new NotRehearsed(
                `the channel ${name} as a manifest, a pipe, records or unzipped; take S3Prefix and File`,
            );
        return { name, uri, given: channel as JsonObject };
    });
}

function modeOf(channel: Readonly<Record<string, unknown>>, given: JsonObject): unknown {
    return channel["InputMode"] ?? below(given, "AlgorithmSpecification")["TrainingInputMode"] ?? "File";
}

function configure(folder: Room["folder"], parameters: object, channels: readonly Channel[], given: JsonObject): void {
    const write = (name: string, value: object) => folder.write(`input/config/${name}.json`, JSON.stringify(value));
    write("hyperparameters", parameters);
    write("resourceconfig", { current_host: "algo-1", hosts: ["algo-1"], network_interface_name: "eth0" });
    const described = channels.map(({ name, given: { ContentType, DataSource } }, at) => [
        name,
        asJson({
            TrainingInputMode: modeOf(channels[at]?.given ?? {}, given),
            ContentType,
            S3DistributionType: below(DataSource, "S3DataSource")["S3DataDistributionType"] ?? "FullyReplicated",
            RecordWrapperType: "None",
        }),
    ]);
    write("inputdataconfig", Object.fromEntries(described) as Json as object);
}

/** Answers where the model lies. Data of the output folder is an archive of its own, where there is any. */
async function keep(step: StepRun, by: Parameters<typeof upload>[0]["by"], { folder }: Room): Promise<string> {
    const { given, job, say } = step;
    const model = modelOf(given, job);
    const key = below(given, "OutputDataConfig")["KmsKeyId"];
    const archives = { [model]: "model", [model.replace(/model\.tar\.gz$/, "output.tar.gz")]: "output/data" };
    for (const [uri, path] of Object.entries(archives)) {
        const bytes = path === "model" || folder.files(path).length > 0 ? await folder.pack(path) : undefined;
        if (!bytes && path === "model") throw new Refused("ClientError", "/opt/ml/model is no folder any more");
        if (!bytes) continue;
        say(`/opt/ml/${path}: ${bytes.length} bytes to ${uri}`);
        await upload({ step, by }, uri, bytes, key);
    }
    return model;
}

/** The last number that each regular expression found in the log. */
class Metrics {
    private readonly patterns: readonly { readonly name: string; readonly pattern: RegExp }[];
    private readonly found = new Map<string, number>();

    constructor(given: JsonObject) {
        this.patterns = records(below(given, "AlgorithmSpecification")["MetricDefinitions"]).map(({ Name, Regex }) => ({
            name: String(Name),
            pattern: patternOf(String(Regex)),
        }));
    }

    public read(line: string): void {
        for (const { name, pattern } of this.patterns) {
            const value = Number(pattern.exec(line)?.[1]);
            if (Number.isFinite(value)) this.found.set(name, value);
        }
    }

    public get final(): readonly JsonObject[] {
        return [...this.found].map(([MetricName, Value]) => ({ MetricName, Value }));
    }
}

function patternOf(text: string): RegExp {
    try {
        return new RegExp(text);
    } catch {
        throw new Refused("ClientError", `the Regex of a metric is none: ${text}`);
    }
}
