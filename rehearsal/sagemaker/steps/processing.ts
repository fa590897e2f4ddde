// A processing job: files from S3 at paths of the container, its command, files at other paths back to S3.
// https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html
import type { JsonObject } from "../../../plan/document";
import { arnIn } from "../../../plan/arn";
import { below, records, texts } from "../../../plan/plans";
import { NotRehearsed, Refused } from "../../account/gateway";
import { asJson } from "../../engine/journal";
import { download, invoking, lastsAtMost, refuseMore, startAs, textsOnly, upload } from "../jobs";
import { Room } from "../room";
import type { RehearsedStep, StepRun } from "./index";

const BELOW = "/opt/ml/";

export const processing: RehearsedStep = {
    type: "Processing",
    cachedBy: ["AppSpecification", "Environment", "ProcessingInputs"],
    async run(step) {
        const { account, given, job, plan, say } = step;
        const environment = invoking("CreateProcessingJob", () => textsOnly(given["Environment"], "Environment"));
        refuseMore(below(given, "ProcessingResources", "ClusterConfig")["InstanceCount"], "a processing job");
        const by = startAs(step, "CreateProcessingJob", "processing-job");
        const arn = arnIn(plan, "sagemaker", `processing-job/${job}`);
        const room = new Room(account);
        try {
            const { folder } = room;
            folder.write(
                "config/processingjobconfig.json",
                JSON.stringify({ ...given, ProcessingJobArn: arn, ProcessingJobName: job }),
            );
            folder.write("config/resourceconfig.json", JSON.stringify({ current_host: "algo-1", hosts: ["algo-1"] }));
            for (const { uri, path } of inputsOf(given)) await download({ step, by, folder }, uri, path);
            const outputs = outputsOf(given);
            for (const { path } of outputs) folder.folder(path);
            const {
                ImageUri: image,
                ContainerEntrypoint: entry,
                ContainerArguments: words,
            } = below(given, "AppSpecification");
            const container = await room.run({
                ...{ image: String(image), name: job, log: say },
                ...(entry === undefined ? {} : { entryPoint: texts(entry) }),
                ...(words === undefined ? {} : { command: texts(words) }),
                env: { AWS_REGION: plan.region, PROCESSING_JOB_NAME: job, ...environment },
            });
            const code = await lastsAtMost(container, given, account);
            const message = folder.read("output/message")?.toString("utf8").slice(0, 1024);
            if (code !== 0)
                throw new Refused(
                    "AlgorithmError",
                    `${message ?? "See job logs for more information"}, exit code: ${code}`,
                );
            await uploadAll(step, by, room, outputs);
            return {
                properties: asJson({ ...described(step), ProcessingJobArn: arn, ExitMessage: message }),
                metadata: { ProcessingJob: { Arn: arn } },
            };
        } finally {
            room.close();
        }
    },
};

function described({ given, job }: StepRun): JsonObject {
    return { ...given, ProcessingJobName: job, ProcessingJobStatus: "Completed" };
}

function inputsOf(given: JsonObject): readonly { uri: unknown; path: string }[] {
    return records(given["ProcessingInputs"]).map((input) => {
        const name = String(input["InputName"]);
        const s3 = below(input, "S3Input");
        if (!("S3Input" in input)) throw new NotRehearsed(`the input ${name}, which is not of S3`);
        if (s3["S3DataType"] === "ManifestFile" || s3["S3InputMode"] === "Pipe" || s3["S3CompressionType"] === "Gzip")
            throw new NotRehearsed(`the input ${name} as a manifest, a pipe or unzipped; take S3Prefix, File and None`);
        return { uri: s3["S3Uri"], path: pathOf(s3["LocalPath"], name) };
    });
}

interface Output {
    readonly uri: string;
    readonly path: string;
    readonly name: string;
}

function outputsOf(given: JsonObject): readonly Output[] {
    return records(below(given, "ProcessingOutputConfig")["Outputs"]).map((output) => {
        const name = String(output["OutputName"]);
        const s3 = below(output, "S3Output");
        if (!("S3Output" in output)) throw new NotRehearsed(`the output ${name}, which does not go to S3`);
        return { name, uri: String(s3["S3Uri"]).replace(/\/$/, ""), path: pathOf(s3["LocalPath"], name) };
    });
}

/** Below /opt/ml/, as the API wants it. */
function pathOf(local: unknown, name: string): string {
    const path = String(local);
    if (!path.startsWith(`${BELOW}processing/`))
        throw new Refused("ClientError", `LocalPath of ${name} begins with ${BELOW}processing/, not ${path}`);
    return path.slice(BELOW.length);
}

async function uploadAll(
    step: StepRun,
    by: Parameters<typeof upload>[0]["by"],
    room: Room,
    outputs: readonly Output[],
): Promise<void> {
    const key = below(step.given, "ProcessingOutputConfig")["KmsKeyId"];
    for (const { path, uri, name } of outputs) {
        const files = room.folder.files(path);
        step.say(`output ${name}: ${files.length} file${files.length === 1 ? "" : "s"} to ${uri}`);
        for (const file of files) await upload({ step, by }, `${uri}/${file.path}`, file.bytes, key);
    }
}
