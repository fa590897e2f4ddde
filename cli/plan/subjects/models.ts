import type { Line } from "../../../plan/lines";
import { below, parsed, records } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { any, within, type Reason, type Subject } from "./types";

const permissions: readonly Reason[] = [
    [/^model$/, "what SageMaker may do to serve the model: pull its image, read its data, write its log"],
    [/^stack$/, "what CloudFormation may do to make, change and delete the endpoint, and no other"],
];

/** A model behind an endpoint, which CloudFormation makes where the pipeline says so. */
export const models: Subject = {
    isMine: within("HostedModel"),
    reasons: {
        "aws:iam/role:Role": permissions,
        "aws:iam/rolePolicy:RolePolicy": permissions,
        "aws:cloudwatch/logGroup:LogGroup": [[any, "keeps what the model's containers print"]],
        [TYPE.stack]: [[any, "holds the endpoint once there is a release, so that destroy takes it along"]],
    },
    runs: ({ name, resources }: Line) => {
        if (!resources.some(({ type }) => type === TYPE.stack)) return [];
        const blueprint = resources.find(
            ({ type, name: each }) => type === TYPE.bucketObject && each === `${name}-blueprint`,
        );
        const content = parsed(blueprint?.inputs["content"]);
        const [variant = {}] = records(
            below(content, "template", "Resources", "EndpointConfig", "Properties")["ProductionVariants"],
        );
        const { InstanceType: type, InitialInstanceCount: count } = variant;
        return [
            `SageMaker endpoint ${String(below(content)["endpoint"] ?? name)}`,
            ...(typeof type === "string" ? [`${String(count)} of ${type}`] : []),
            ...("ServerlessConfig" in variant ? ["serverless"] : []),
        ];
    },
};
