// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ElasticLoadBalancingV2.html
import type { Json, JsonObject } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { camelised, flag, many, number, objectIn, objectsIn, one, type Shape, string, tags, textIn } from "../shapes";
import type { ResourceTypes } from "./types";

const forwarded: Shape = {
    TargetGroups: ["targetGroups", many({ TargetGroupArn: "arn", Weight: ["weight", number] })],
    TargetGroupStickinessConfig: [
        "stickiness",
        one({ Enabled: ["enabled", flag], DurationSeconds: ["duration", number] }),
    ],
};
const actions = many({
    Type: "type",
    Order: ["order", number],
    TargetGroupArn: "targetGroupArn",
    ForwardConfig: ["forward", one(forwarded)],
    FixedResponseConfig: [
        "fixedResponse",
        one({ ContentType: "contentType", MessageBody: "messageBody", StatusCode: ["statusCode", string] }),
    ],
    RedirectConfig: [
        "redirect",
        one({
            Host: "host",
            Path: "path",
            Port: ["port", string],
            Protocol: "protocol",
            Query: "query",
            StatusCode: "statusCode",
        }),
    ],
});

/** By CloudFormation's name, Pulumi's. */
const HEALTH_CHECK: ReadonlyMap<string, string> = new Map([
    ["HealthCheckEnabled", "enabled"],
    ["HealthCheckPath", "path"],
    ["HealthCheckPort", "port"],
    ["HealthCheckProtocol", "protocol"],
    ["HealthCheckIntervalSeconds", "interval"],
    ["HealthCheckTimeoutSeconds", "timeout"],
    ["HealthyThresholdCount", "healthyThreshold"],
    ["UnhealthyThresholdCount", "unhealthyThreshold"],
]);

export const loadBalancing: ResourceTypes = {
    "AWS::ElasticLoadBalancingV2::LoadBalancer": {
        type: TYPE.loadBalancer,
        shape: {
            Name: "name",
            Type: "loadBalancerType",
            Scheme: ["internal", (value) => value === "internal"],
            Subnets: "subnets",
            SecurityGroups: "securityGroups",
            IpAddressType: "ipAddressType",
            LoadBalancerAttributes: null,
            Tags: ["tags", tags],
        },
        more: (properties): JsonObject => {
            const timeout = attributesIn(properties["LoadBalancerAttributes"])["idle_timeout.timeout_seconds"];
            return timeout === undefined ? {} : { idleTimeout: Number(timeout) };
        },
        longest: 32,
        ref: "arn",
        attributes: {
            DNSName: "dnsName",
            LoadBalancerArn: "arn",
            LoadBalancerFullName: "arnSuffix",
            LoadBalancerName: "name",
            CanonicalHostedZoneID: "zoneId",
            SecurityGroups: "securityGroups",
        },
    },
    "AWS::ElasticLoadBalancingV2::TargetGroup": {
        type: TYPE.targetGroup,
        shape: {
            Name: "name",
            Port: ["port", number],
            Protocol: "protocol",
            ProtocolVersion: "protocolVersion",
            TargetType: "targetType",
            VpcId: "vpcId",
            Tags: ["tags", tags],
            ...Object.fromEntries(
                [...HEALTH_CHECK.keys(), "Matcher", "TargetGroupAttributes"].map((name) => [name, null]),
            ),
        },
        more: (properties): JsonObject => {
            const given = attributesIn(properties["TargetGroupAttributes"]);
            const delay = given["deregistration_delay.timeout_seconds"];
            return {
                healthCheck: healthCheckOf(properties),
                ...(delay === undefined ? {} : { deregistrationDelay: Number(delay) }),
            };
        },
        longest: 32,
        ref: "arn",
        attributes: {
            TargetGroupArn: "arn",
            TargetGroupFullName: "arnSuffix",
            TargetGroupName: "name",
            LoadBalancerArns: () => [],
        },
    },
    "AWS::ElasticLoadBalancingV2::Listener": {
        type: TYPE.listener,
        shape: {
            LoadBalancerArn: "loadBalancerArn",
            Port: ["port", number],
            Protocol: "protocol",
            SslPolicy: "sslPolicy",
            Certificates: ["certificateArn", (value) => objectsIn(value)[0]?.["CertificateArn"] ?? ""],
            DefaultActions: ["defaultActions", actions],
        },
        ref: "arn",
        attributes: { ListenerArn: "arn" },
    },
    "AWS::ElasticLoadBalancingV2::ListenerRule": {
        type: TYPE.listenerRule,
        shape: {
            ListenerArn: "listenerArn",
            Priority: ["priority", number],
            Actions: ["actions", actions],
            Conditions: ["conditions", (value) => objectsIn(value).map(conditionOf)],
        },
        ref: "arn",
        attributes: { RuleArn: "arn", IsDefault: () => false },
    },
};

const attributesIn = (value: Json | undefined): Readonly<Record<string, string>> =>
    Object.fromEntries(objectsIn(value).map((each) => [textIn(each, "Key"), textIn(each, "Value")]));

function healthCheckOf(properties: JsonObject): JsonObject {
    const given = [...HEALTH_CHECK].flatMap(([name, ours]) => {
        const value = properties[name];
        if (value === undefined) return [];
        const isNumber = /Seconds$|Count$/.test(name);
        return [[ours, isNumber ? Number(value) : ours === "port" ? String(value) : value] as const];
    });
    const { HttpCode, GrpcCode } = objectIn(properties, "Matcher");
    const matcher = HttpCode ?? GrpcCode;
    return { ...Object.fromEntries(given), ...(matcher === undefined ? {} : { matcher: String(matcher) }) };
}

const CONDITIONS: Readonly<Record<string, readonly [config: string, ours: string]>> = {
    "path-pattern": ["PathPatternConfig", "pathPattern"],
    "host-header": ["HostHeaderConfig", "hostHeader"],
    "http-request-method": ["HttpRequestMethodConfig", "httpRequestMethod"],
    "source-ip": ["SourceIpConfig", "sourceIp"],
};

function conditionOf(condition: JsonObject): JsonObject {
    const field = textIn(condition, "Field");
    const [config, ours] = (Object.hasOwn(CONDITIONS, field) ? CONDITIONS[field] : undefined) ?? ["", ""];
    if (ours === "") return camelised(condition, []) as JsonObject;
    return { [ours]: { values: objectIn(condition, config)["Values"] ?? condition["Values"] ?? [] } };
}
