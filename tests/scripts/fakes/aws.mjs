// Stands in for the AWS CLI: answers from state.json what the scripts ask, and writes down which IAM action on what
// each answer would have taken. What it does not know it refuses, so that a script cannot lean on a guess.
import { createHash, randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { onceCommands } from "./once.mjs";
import { serviceCommands } from "./service.mjs";
import { fileOf, note, Refused, save, state } from "./call.mjs";
import { endpointCommands } from "./endpoint.mjs";

const text = (value) => (value.startsWith("file://") ? readFileSync(fileOf(value.slice(7)), "utf8") : value);

function refuse(code, message) {
    throw new Refused(254, `\nAn error occurred (${code}) when calling the operation: ${message}\n`);
}

function takes(action, resource) {
    note("calls.log", `${action} on ${resource}`);
    if (state.deny?.includes(action))
        refuse("AccessDeniedException", `not authorized to perform: ${action} on ${resource}`);
}

function pick(list, ids) {
    const [kind, value] = ids.split("=");
    return list.find((image) => (kind === "imageDigest" ? image.digest === value : image.tags.includes(value)));
}

const images = (name) => state.ecr[`${state.registry}/${name}`] ?? refuse("RepositoryNotFoundException", name);

// What nothing says when it was written is as old as the stand-ins.
const BEGAN = new Date().toISOString();
const hashOf = (text) => createHash("md5").update(text).digest("hex");

// As for objects that a KMS key encrypts: no digest of the bytes, and never the same for two versions.
const etagOf = (version) => `"${hashOf(version?.version ?? "")}"`;

// One answer a call, the last one for ever: how a thing changes while a script watches it.
const turn = (answers) => (answers.length > 1 ? answers.shift() : answers[0]);

const ofServices = serviceCommands({ takes, refuse, turn });
const commands = {
    ...ofServices,
    ...endpointCommands({ takes, refuse, turn }),
    ...onceCommands({ takes, refuse, turn }),
    "s3api get-object"({ bucket, key, "version-id": version }, [file]) {
        takes(version ? "s3:GetObjectVersion" : "s3:GetObject", `${bucket}/${key}`);
        takes("kms:Decrypt", `key of ${bucket}`);
        const versions = state.s3[bucket]?.[key] ?? refuse("AccessDenied", "Access Denied");
        const found = version ? versions.find((v) => v.version === version) : versions.at(-1);
        if (!found) refuse("AccessDenied", "Access Denied");
        writeFileSync(fileOf(file), Buffer.from(found.base64, "base64"));
        return { ETag: etagOf(found), VersionId: found.version, LastModified: found.at ?? BEGAN };
    },
    "s3api put-object"({ bucket, key, body, "if-match": etag, "if-none-match": absent }) {
        takes("s3:PutObject", `${bucket}/${key}${absent === "*" ? " (if absent)" : ""}`);
        takes("kms:GenerateDataKey", `key of ${bucket}`);
        const versions = ((state.s3[bucket] ??= {})[key] ??= []);
        // What another job or a person writes at this very moment.
        for (const { bucket, key, ...written } of state.meanwhile.shift() ?? []) state.s3[bucket][key].push(written);
        save();
        if ((etag !== undefined && etag !== etagOf(versions.at(-1))) || (absent === "*" && versions.length > 0))
            refuse("PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
        // Opaque, and the same in the next world that differs in something else: what jq is asked of it, it was asked before.
        const version = `v-${hashOf(`${bucket}/${key}/${versions.length}`)}`;
        versions.push({ version, base64: readFileSync(fileOf(body)).toString("base64") });
        return { VersionId: version };
    },
    "sagemaker describe-model-package"({ "model-package-name": arn }) {
        takes("sagemaker:DescribeModelPackage", arn.split(":").at(-1));
        return state.packages?.[arn] ?? refuse("ValidationException", `ModelPackage ${arn} does not exist`);
    },
    "sagemaker start-pipeline-execution"({
        "pipeline-name": name,
        "pipeline-parameters": parameters,
        "client-request-token": token,
    }) {
        takes("sagemaker:StartPipelineExecution", `pipeline/${name}`);
        const started = { name, token, parameters: JSON.parse(text(parameters)) };
        // The same token is the same request.
        if (!(state.trained ??= []).some((before) => before.token === token)) state.trained.push(started);
        return {
            PipelineExecutionArn: `arn:aws:sagemaker:eu-west-1:111122223333:pipeline/${name}/execution/abcdefghijkl`,
        };
    },
    "ssm get-parameter"({ name, "with-decryption": decrypted }) {
        takes("ssm:GetParameter", `parameter${name}`);
        const { value, key } = state.parameters?.[name] ?? refuse("ParameterNotFound", "");
        if (key) takes("kms:Decrypt", key);
        return { Parameter: { Name: name, Type: "SecureString", Value: decrypted ? value : "AQICAHh…" } };
    },
    "ecr get-login-password"() {
        takes("ecr:GetAuthorizationToken", "*");
        return "the-token";
    },
    "ecr-public get-login-password"({ region }) {
        if (region !== "us-east-1") refuse("EndpointConnectionError", region);
        for (const action of ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"]) takes(action, "*");
        return "the-public-token";
    },
    "ecr describe-images"({ "repository-name": name, "image-ids": ids }) {
        takes("ecr:DescribeImages", `repository:${name}`);
        const image = pick(images(name), ids[0]) ?? refuse("ImageNotFoundException", ids[0]);
        return { imageDetails: [{ imageDigest: image.digest, imageTags: image.tags }] };
    },
    "ecr batch-get-image"({ "repository-name": name, "image-ids": ids }) {
        takes("ecr:BatchGetImage", `repository:${name}`);
        const found = ids.map((id) => [id, pick(images(name), id)]).filter(([, image]) => image);
        return {
            images: found.map(([id, image]) => ({
                imageId: {
                    imageDigest: image.digest,
                    ...(id.startsWith("imageTag=") ? { imageTag: id.slice(9) } : {}),
                },
                imageManifest: image.manifest,
                imageManifestMediaType: "application/vnd.oci.image.manifest.v1+json",
            })),
        };
    },
    "ecr put-image"({ "repository-name": name, "image-tag": tag, "image-digest": digest, "image-manifest": manifest }) {
        takes("ecr:PutImage", `repository:${name}`);
        const actual = `sha256:${createHash("sha256").update(text(manifest)).digest("hex")}`;
        if (actual !== digest) refuse("ImageDigestDoesNotMatchException", `${actual} is not ${digest}`);
        const before = pick(images(name), `imageTag=${tag}`);
        if (before && !tag.startsWith("live-")) refuse("ImageTagAlreadyExistsException", tag);
        if (before) before.tags = before.tags.filter((t) => t !== tag);
        pick(images(name), `imageDigest=${digest}`).tags.push(tag);
        return {};
    },
    "ecr describe-image-scan-findings"({ "repository-name": name }) {
        takes("ecr:DescribeImageScanFindings", `repository:${name}`);
        const answer = turn(state.scans) ?? refuse("ScanNotFoundException", "no scan");
        // Enhanced scanning is Inspector's, whom ECR asks in the caller's name.
        if (answer.imageScanStatus.status === "ACTIVE") {
            takes("inspector2:ListCoverage", "*");
            takes("inspector2:ListFindings", "*");
        }
        return answer;
    },
    "ecr describe-image-signing-status"({ "repository-name": name }) {
        takes("ecr:DescribeImageSigningStatus", `repository:${name}`);
        return { signingStatuses: turn(state.signatures ?? [[]]) };
    },
    "codecommit get-commit"({ "repository-name": repository, "commit-id": id }) {
        takes("codecommit:GetCommit", repository);
        return { commit: state.commits[id] ?? refuse("CommitIdDoesNotExistException", id) };
    },
    "codepipeline get-pipeline-execution"({ "pipeline-name": pipelineName, "pipeline-execution-id": id }) {
        takes("codepipeline:GetPipelineExecution", pipelineName);
        const status = turn(state.ends ?? ["Succeeded"]);
        return { pipelineExecution: { pipelineName, pipelineExecutionId: id, status, trigger: state.trigger } };
    },
    "codepipeline list-action-executions"({ "pipeline-name": pipeline, filter }) {
        takes("codepipeline:ListActionExecutions", pipeline);
        const execution = filter.replace("pipelineExecutionId=", "");
        return { actionExecutionDetails: turn(state.actions).filter((a) => a.pipelineExecutionId === execution) };
    },
    "codepipeline list-pipeline-executions"({ "pipeline-name": pipeline }) {
        takes("codepipeline:ListPipelineExecutions", pipeline);
        return { pipelineExecutionSummaries: turn(state.runs ?? [[]]) };
    },
    "codepipeline start-pipeline-execution"({ name, "source-revisions": revisions, "client-request-token": token }) {
        takes("codepipeline:StartPipelineExecution", name);
        if (!/^[A-Za-z0-9-]{1,128}$/.test(token)) refuse("ValidationException", `clientRequestToken ${token}`);
        (state.started ??= []).push({ revisions, token });
        for (const { bucket, key, ...version } of state.takenOut ?? []) state.s3[bucket][key].push(version);
        return { pipelineExecutionId: randomUUID() };
    },
    "codepipeline get-pipeline-state"({ name }) {
        takes("codepipeline:GetPipelineState", name);
        return { stageStates: [], ...state.state };
    },
    "codepipeline stop-pipeline-execution"({
        "pipeline-name": pipeline,
        "pipeline-execution-id": id,
        abandon,
        reason,
    }) {
        takes("codepipeline:StopPipelineExecution", pipeline);
        if (state.unstoppable?.[id]) refuse(state.unstoppable[id], `The pipeline execution ${id} cannot be stopped`);
        if (!abandon) refuse("NotFaked", "a stop that waits for what is under way");
        if (reason.length > 200) refuse("ValidationException", "a reason has at most 200 characters");
        (state.stopped ??= []).push({ id, reason });
        return { pipelineExecutionId: id };
    },
    "deploy list-deployments"({
        "application-name": app,
        "deployment-group-name": group,
        "include-only-statuses": statuses,
    }) {
        takes("codedeploy:ListDeployments", `deploymentgroup:${app}/${group}`);
        if (statuses.join() !== "Created,Queued,InProgress,Ready,Baking")
            refuse("InvalidDeploymentStatusException", statuses.join());
        return { deployments: turn(state.deployments) };
    },
    "ecs describe-services"({ cluster, services }) {
        takes("ecs:DescribeServices", `service/${cluster}/${services[0]}`);
        return {
            services: services[0] === state.service?.name ? [{ ...state.service, taskSets: turn(state.taskSets) }] : [],
            failures: [],
        };
    },
    "ecs update-service"({ cluster, service, "desired-count": count, ...asked }) {
        takes("ecs:UpdateService", `service/${cluster}/${service}`);
        if (count !== undefined) state.service.desiredCount = Number(count);
        return asked["task-definition"] ? ofServices.deploys(asked) : { service: {} };
    },
    "application-autoscaling describe-scalable-targets"({
        "service-namespace": namespace,
        "resource-ids": [id],
        "scalable-dimension": dimension,
    }) {
        takes("application-autoscaling:DescribeScalableTargets", "*");
        if (dimension !== "ecs:service:DesiredCount") refuse("ValidationException", dimension);
        const found = state.scalable && namespace === "ecs" && id === `service/prod/${state.service.name}`;
        return { ScalableTargets: found ? [state.scalable] : [] };
    },
    "ecs describe-task-definition"({ "task-definition": arn }) {
        takes("ecs:DescribeTaskDefinition", "*");
        return {
            taskDefinition:
                state.taskDefinitions[arn] ?? refuse("ClientException", "Unable to describe task definition."),
        };
    },
    "autoscaling describe-auto-scaling-groups"({ "auto-scaling-group-names": names }) {
        takes("autoscaling:DescribeAutoScalingGroups", "*");
        return { AutoScalingGroups: names[0] === state.group?.name ? [turn(state.group.answers)] : [] };
    },
    "ec2 describe-instances"({ filters }) {
        takes("ec2:DescribeInstances", "*");
        if (filters.join("; ") !== state.instances.filters) refuse("NotFaked", filters.join("; "));
        return { Reservations: turn(state.instances.answers).map((instance) => ({ Instances: [instance] })) };
    },
    "ssm send-command"({ "document-name": document, "instance-ids": ids, "timeout-seconds": timeout }) {
        takes("ssm:SendCommand", `document/${document}`);
        takes("ssm:SendCommand", `instance/${ids[0]}`);
        if (ids.length > 50 || Number(timeout) < 30) refuse("InvalidInstanceId", `${ids.length} instances`);
        (state.asked ??= []).push(ids);
        return { Command: { CommandId: `command-${state.asked.length}` } };
    },
    "ssm list-command-invocations"({ "command-id": command }) {
        takes("ssm:ListCommandInvocations", "*");
        const ids = state.asked[Number(command.split("-")[1]) - 1];
        return {
            CommandInvocations: ids
                .map((id) => [id, turn(state.says[id] ?? state.says.anybody)])
                .filter(([, says]) => says !== null)
                .map(([InstanceId, { status, output }]) => ({
                    InstanceId,
                    Status: status,
                    CommandPlugins: [{ Name: "ask", Output: output }],
                })),
        };
    },
    "events put-events"({ entries }) {
        const [entry] = JSON.parse(text(entries));
        takes("events:PutEvents", entry.EventBusName);
        if (!state.buses.includes(entry.EventBusName)) {
            return { FailedEntryCount: 1, Entries: [{ ErrorCode: "NotFound", ErrorMessage: "there is no such bus" }] };
        }
        (state.events ??= []).push({ ...entry, Detail: JSON.parse(entry.Detail) });
        return { FailedEntryCount: 0, Entries: [{ EventId: randomUUID() }] };
    },
};

const lists = [
    "tasks",
    "auto-scaling-group-names",
    "filters",
    "instance-ids",
    "source-revisions",
    "image-ids",
    "resource-ids",
    "include-only-statuses",
    "services",
    "resource-type-filters",
    "status",
    "service-deployment-arns",
    "service-revision-arns",
    "load-balancers",
];
const singles = [
    "service-name",
    "service-namespace",
    "scalable-dimension",
    "bucket",
    "key",
    "version-id",
    "client-request-token",
    "if-match",
    "if-none-match",
    "body",
    "content-type",
    "repository-name",
    "image-id",
    "image-tag",
    "image-digest",
    "image-manifest",
    "image-manifest-media-type",
    "commit-id",
    "name",
    "reason",
    "pipeline-name",
    "pipeline-execution-id",
    "filter",
    "application-name",
    "deployment-group-name",
    "cluster",
    "service",
    "desired-count",
    "task-definition",
    "network-configuration",
    "cli-input-json",
    "service-deployment-arn",
    "stop-type",
    "hook-id",
    "action",
    "entries",
    "region",
    "service-code",
    "document-name",
    "timeout-seconds",
    "command-id",
    "model-package-name",
    "pipeline-parameters",
    "accept",
    "endpoint-config-name",
    "endpoint-name",
    "model-name",
    "stack-name",
    "tag-filters",
    "launch-type",
    "task",
    "log-group-name",
    "log-stream-name",
    "limit",
];

const options = Object.fromEntries([
    ...singles.map((n) => [n, { type: "string" }]),
    ...lists.map((n) => [n, { type: "string", multiple: true }]),
]);
options["abandon"] = { type: "boolean" };
options["details"] = { type: "boolean" };
options["generate-cli-skeleton"] = { type: "boolean" };
options["with-decryption"] = { type: "boolean" };

export function aws([service, operation, ...rest]) {
    const command = commands[`${service} ${operation}`];
    if (!command) refuse("NotFaked", `aws ${service} ${operation}`);
    // The CLI takes several values after one list option; parseArgs wants the option before each.
    let list;
    const spread = rest.flatMap((word) => {
        if (word.startsWith("--")) list = lists.includes(word.slice(2)) ? word : undefined;
        else if (list) return [`${list}=${word}`];
        return list ? [] : [word];
    });
    const { values, positionals } = parseArgs({ args: spread, options, allowPositionals: true });
    const answer = command(values, positionals);
    if (!["get-login-password"].includes(operation)) save();
    return typeof answer === "string" ? answer : `${JSON.stringify(answer, null, 4)}\n`;
}
