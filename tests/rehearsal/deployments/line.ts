// One blue/green service as a plan would have it, an account that rehearses it, and containers that are servers in this
// process.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Json, JsonObject, Plan } from "../../../plan/document";
import type { LocalAccount } from "../../../rehearsal/account/local-account";
import type { Call, Caller, Service } from "../../../rehearsal/account/gateway";
import type { Container, ContainerEngine, RunOrder, Together } from "../../../rehearsal/containers/engine";
import { alarmServices } from "../../../rehearsal/deployments/alarms/alarm";
import type { Balancer } from "../../../rehearsal/deployments/balancing/balancer";
import { resumeServices } from "../../../rehearsal/deployments/services/deployments";
import { ServiceScheduler } from "../../../rehearsal/deployments/services/scheduler";
import { AT_LEAST } from "../../../rehearsal/engine/clock";
import { ruleServices } from "../../../rehearsal/deployments/balancing/rules-api";
import { createListener, createListenerRule, Traffic } from "../../../rehearsal/deployments/balancing/traffic";
import type { Fact } from "../../../rehearsal/engine/journal";
import { Deployments, resume } from "../../../rehearsal/deployments/codedeploy/codedeploy";
import { functionServices } from "../../../rehearsal/functions/invoke";
import { nameOfFunction } from "../../../rehearsal/services/given-functions";
import { topicServices } from "../../../rehearsal/notifications/sns";
import { createService, createTaskDefinition, ecsServices } from "../../../rehearsal/deployments/services/api";
import { accountOf, planWith, resource, type TestAccount } from "../../support/account";
import { deploymentServices } from "../../../rehearsal/deployments/codedeploy/api";

const ACCOUNT = "111122223333";
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${rest}`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const group = (colour: string) => arn("elasticloadbalancing", `targetgroup/web-${colour}/${colour}`);
const listener = (name: string) => arn("elasticloadbalancing", `listener/app/web/0/${name}`);

export const ARN = {
    service: arn("ecs", "service/cluster/web"),
    blue: group("blue"),
    green: group("green"),
    production: listener("production"),
    test: listener("test"),
    alarm: arn("cloudwatch", "alarm:web-errors"),
    group: arn("codedeploy", "deploymentgroup:web/web"),
    execution: role("execution"),
    task: role("task"),
    deployment: role("deployment"),
};

/** Waits less in this suite for whoever it never waits for; one that waits for visitors says so by its speed. */
export function hurry(atLeast: Partial<typeof AT_LEAST> = {}): void {
    const usual = { ...AT_LEAST };
    before(() => void Object.assign(AT_LEAST, { watched: 50, ...atLeast }));
    after(() => void Object.assign(AT_LEAST, usual));
}

export const somebody: Caller = { role: role("somebody"), as: "a test" };

/** What a plan may say instead of what it says here; by the name of a resource. */
export type Changes = Readonly<Record<string, JsonObject>>;

export function planOf(changes: Changes = {}): Plan {
    const planned = (type: string, name: string, inputs: JsonObject, outputs: JsonObject) =>
        resource(type, name, { ...inputs, ...changes[name] }, outputs);
    const targetGroup = (colour: string) =>
        planned(
            "aws:lb/targetGroup:TargetGroup",
            colour,
            { deregistrationDelay: 30, healthCheck: { path: "/health", interval: 10, unhealthyThreshold: 2 } },
            { arn: group(colour), name: `web-${colour}` },
        );
    const listens = (name: string, port: number, colour: string) =>
        planned(
            "aws:lb/listener:Listener",
            name,
            {
                port,
                protocol: "HTTP",
                loadBalancerArn: arn("elasticloadbalancing", "loadbalancer/app/web/0"),
                defaultActions: [{ type: "forward", targetGroupArn: group(colour) }],
            },
            { arn: listener(name) },
        );
    const metric = (metricName: string) => ({
        metricName,
        namespace: "AWS/ApplicationELB",
        period: 60,
        stat: "Sum",
        dimensions: { LoadBalancer: "app/web/0" },
    });
    return planWith([
        targetGroup("blue"),
        targetGroup("green"),
        listens("production", 80, "blue"),
        listens("test", 8080, "green"),
        planned("aws:ecs/taskDefinition:TaskDefinition", "first", templateOf("v1"), {
            arn: arn("ecs", "task-definition/web:1"),
        }),
        planned(
            "aws:ecs/service:Service",
            "service",
            {
                cluster: arn("ecs", "cluster/cluster"),
                desiredCount: 2,
                deploymentController: { type: "CODE_DEPLOY" },
                taskDefinition: arn("ecs", "task-definition/web:1"),
                loadBalancers: [{ containerName: "app", containerPort: 8080, targetGroupArn: group("blue") }],
            },
            { arn: ARN.service, name: "web" },
        ),
        planned(
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            "alarm",
            {
                comparisonOperator: "GreaterThanThreshold",
                evaluationPeriods: 1,
                threshold: 1,
                treatMissingData: "notBreaching",
                metricQueries: [
                    {
                        id: "share",
                        expression: "IF(errors > 0, 100 * errors / (FILL(requests, 0) + FILL(elb, 0)), 0)",
                        returnData: true,
                    },
                    { id: "errors", expression: "FILL(target, 0) + FILL(elb, 0)" },
                    { id: "target", metric: metric("HTTPCode_Target_5XX_Count") },
                    { id: "elb", metric: metric("HTTPCode_ELB_5XX_Count") },
                    { id: "requests", metric: metric("RequestCount") },
                ],
            },
            { arn: ARN.alarm, name: "web-errors" },
        ),
        planned(
            "aws:codedeploy/deploymentGroup:DeploymentGroup",
            "group",
            {
                appName: "web",
                deploymentGroupName: "web",
                serviceRoleArn: ARN.deployment,
                deploymentConfigName: "CodeDeployDefault.ECSAllAtOnce",
                ecsService: { clusterName: "cluster", serviceName: "web" },
                alarmConfiguration: { enabled: true, alarms: ["web-errors"] },
                autoRollbackConfiguration: {
                    enabled: true,
                    events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
                },
                blueGreenDeploymentConfig: {
                    deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
                    terminateBlueInstancesOnDeploymentSuccess: {
                        action: "TERMINATE",
                        terminationWaitTimeInMinutes: 5,
                    },
                },
                loadBalancerInfo: {
                    targetGroupPairInfo: {
                        prodTrafficRoute: { listenerArns: [ARN.production] },
                        testTrafficRoute: { listenerArns: [ARN.test] },
                        targetGroups: [{ name: "web-blue" }, { name: "web-green" }],
                    },
                },
            },
            { arn: ARN.group },
        ),
    ]);
}

export function templateOf(image: string, more: JsonObject = {}): JsonObject {
    return {
        family: "web",
        executionRoleArn: ARN.execution,
        taskRoleArn: ARN.task,
        containerDefinitions: [{ name: "app", image, portMappings: [{ containerPort: 8080 }], ...more }],
    };
}

export const appSpecOf = (taskDefinition: string, hooks: JsonObject = {}): string =>
    JSON.stringify({
        version: 0,
        Hooks: Object.entries(hooks).map(([event, called]) => ({ [event]: called })),
        Resources: [
            {
                TargetService: {
                    Type: "AWS::ECS::Service",
                    Properties: {
                        TaskDefinition: taskDefinition,
                        LoadBalancerInfo: { ContainerName: "app", ContainerPort: 8080 },
                    },
                },
            },
        ],
    });

/** Makes a server of an image's name. */
export type Programs = Readonly<Record<string, (order: RunOrder) => Server | undefined>>;

/** Servers in this process, on unix sockets; an image without a program ends at once with code 1. */
class ServersInProcess implements ContainerEngine {
    public readonly name = "process";
    public readonly orders: RunOrder[] = [];
    /** Networks of several containers, as long as there are some. */
    public held = 0;
    private readonly stops: (() => Promise<void>)[] = [];

    constructor(
        private readonly programs: Programs,
        private readonly folder: string,
    ) {}

    /** Ends a container that nobody asked to end; by the order they were started in. */
    public async end(which: number): Promise<void> {
        await this.stops[which]?.();
    }

    public build(): never {
        throw new Error("nothing is built here");
    }

    public read(): never {
        throw new Error("nothing is read here");
    }

    /** Of an image of a registry it has nothing in the place. */
    public async together(): Promise<Together> {
        this.held++;
        return {
            refuses: async (image) =>
                String(image).includes("/") ? `nothing stands in for ${String(image)}` : undefined,
            run: (order) => this.run(order),
            close: async () => void this.held--,
        };
    }

    public async run(order: RunOrder): Promise<Container> {
        this.orders.push(order);
        const socketPath = join(this.folder, `${this.orders.length}-${Date.now() % 100_000}.sock`);
        const server = this.programs[String(order.image)]?.(order);
        if (!server) return { address: { socketPath }, ended: Promise.resolve(1), stop: async () => undefined };
        const ended = new Promise<number>((resolve) => server.once("close", () => resolve(0)));
        const sockets = new Set<Socket>();
        server.on(
            "connection",
            (socket: Socket) => void sockets.add(socket.once("close", () => sockets.delete(socket))),
        );
        // As a program that ends: nothing of it is left, whatever is under way.
        const stop = async () => {
            server.close();
            for (const socket of sockets) socket.destroy();
            await ended;
        };
        this.stops.push(stop);
        await new Promise<void>((resolve) => server.listen(socketPath, 4096, resolve));
        return { address: { socketPath }, ended, stop };
    }
}

/** Answers with its name; health checks always like it. */
export function answering(name: string, status = 200, delay = 0): () => Server {
    return () =>
        createServer((request, response) => {
            request.resume();
            const answer = () =>
                request.url === "/health" ? response.end("ok") : response.writeHead(status).end(name);
            setTimeout(answer, request.url === "/health" ? 0 : delay);
        });
}

export interface LineOptions {
    /** In the place of a service that CodeDeploy moves. */
    readonly plan?: Plan;
    readonly changes?: Changes;
    readonly programs?: Programs;
    /** The gateway denies these actions. */
    readonly denied?: readonly string[];
    /** Functions of Lambda, by their name: what each does with the event it is given. */
    readonly functions?: Readonly<Record<string, (event: JsonObject, line: Line) => Json | Promise<Json>>>;
    /** The same, as they are written: each runs in walls of its own. */
    readonly given?: LocalAccount["functions"];
    /** Texts, by the ARN of the secret. */
    readonly secrets?: Readonly<Record<string, string>>;
    readonly speed?: number;
    readonly balancer?: (account: LocalAccount) => Balancer;
    /** Of this type there is nothing before `make`. */
    readonly later?: string;
}

const MAKERS: Readonly<Record<string, typeof createService>> = {
    "aws:lb/listener:Listener": createListener,
    "aws:lb/listenerRule:ListenerRule": createListenerRule,
    "aws:ecs/taskDefinition:TaskDefinition": createTaskDefinition,
    "aws:ecs/service:Service": createService,
};

/** An account in a folder of its own, which may be left behind as a crash would leave it, and entered again. */
export class Line {
    public readonly account: LocalAccount;
    public readonly engine: ServersInProcess;
    private readonly furnished: TestAccount;

    constructor(
        private readonly options: LineOptions = {},
        public readonly folder = mkdtempSync(join(tmpdir(), "line-")),
    ) {
        const secret: Service = ({ on }) => ({
            SecretString: options.secrets?.[on] ?? "rehearsed",
            StandIn: options.secrets?.[on] === undefined,
        });
        const services = new Map([
            ...[...ecsServices, ...deploymentServices, ...alarmServices, ...topicServices],
            ...ruleServices,
        ]);
        services.set("secretsmanager:GetSecretValue", secret);
        const { functions = {} } = options;
        const invoke: Service = async ({ on, input }) => {
            const called = functions[nameOfFunction(on)];
            assert.ok(called);
            return { StatusCode: 200, Payload: await called((input as { Payload: JsonObject }).Payload, this) };
        };
        services.set("lambda:InvokeFunction", invoke);
        if (options.given) for (const each of functionServices) services.set(...each);
        const judge = ({ action }: Call) =>
            options.denied?.includes(action) === true
                ? ({ allowed: false, where: "identity", missing: action } as const)
                : ({ allowed: true } as const);
        const speed = options.speed ?? 10_000;
        this.furnished = accountOf([options.plan ?? planOf(options.changes)], {
            judge,
            services,
            speed,
            folder,
            functions:
                options.given ??
                Object.fromEntries(Object.keys(functions).map((name) => [name, { folder, handler: "index.handler" }])),
            unmade: true,
        });
        ({ account: this.account } = this.furnished);
        const programs = { v1: answering("v1"), v2: answering("v2"), ...options.programs };
        this.engine = new ServersInProcess(programs, folder);
    }

    /** Everything the plan has, and its tasks answer. */
    public async up(): Promise<this> {
        const { account, options } = this;
        await account.part(ServiceScheduler).begin(this.engine, options.balancer?.(account));
        this.make((type) => type !== options.later);
        await this.until(({ kind }) => kind === "task.healthy", 2);
        return this;
    }

    /** As another `up` does, of what the plan has. */
    public make(wanted: (type: string) => boolean): void {
        const { account } = this;
        for (const plan of account.plans.all)
            for (const resource of plan.resources.filter(({ type }) => wanted(type))) {
                const { urn, type, name } = resource;
                account.record({ kind: "made", about: urn, data: { type, name } });
                MAKERS[type]?.(account, { plan, resource });
            }
    }

    /** What a start after a crash does. */
    public async resume(): Promise<void> {
        await this.account.part(ServiceScheduler).begin(this.engine);
        resume(this.account);
        resumeServices(this.account);
    }

    public get facts(): readonly Fact[] {
        return this.furnished.facts();
    }

    public of(kind: string): readonly Fact[] {
        return this.furnished.facts(kind);
    }

    /** Waits for so many facts, those that are there already included. */
    public async until(wanted: (fact: Fact) => boolean, count = 1): Promise<void> {
        await new Promise<void>((resolve) => {
            let seen = 0;
            const stop = this.furnished.journal.follow({
                apply: (fact) => {
                    if (!wanted(fact) || ++seen !== count) return;
                    queueMicrotask(() => stop());
                    resolve();
                },
            });
        });
    }

    public call(action: string, on: string, input: JsonObject): Promise<unknown> {
        return this.account.gateway.call({ by: somebody, action, on, input });
    }

    public async deploy(image: string, more: JsonObject = {}, hooks: JsonObject = {}): Promise<string> {
        const registered = (await this.call(
            "ecs:RegisterTaskDefinition",
            arn("ecs", "task-definition/web:*"),
            templateOf(image, more),
        )) as { readonly taskDefinition: { readonly taskDefinitionArn: string } };
        const content = appSpecOf(registered.taskDefinition.taskDefinitionArn, hooks);
        const { deploymentId } = (await this.call("codedeploy:CreateDeployment", ARN.group, {
            applicationName: "web",
            deploymentGroupName: "web",
            revision: { appSpecContent: { content } },
        })) as { readonly deploymentId: string };
        return deploymentId;
    }

    public async ended(deployment: string): Promise<Record<string, unknown>> {
        await this.account.part(Deployments).ended(deployment);
        return this.of("deployment.ended").find(({ about }) => about === deployment)?.data ?? {};
    }

    public url(of: string = ARN.production): string {
        return this.account.part(Traffic).urlOf(of) ?? "";
    }

    public async answer(of: string = ARN.production): Promise<string> {
        return (await fetch(this.url(of))).text();
    }

    /** As SIGKILL leaves it: the journal is there, programs and ports are not. */
    public async crash(): Promise<void> {
        await this.account.end();
        this.furnished.leave();
    }

    public async close(): Promise<void> {
        await this.account.end();
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/** Starts lines, and closes them after each test. */
export function starting(): (options?: LineOptions) => Promise<Line> {
    const lines: Line[] = [];
    afterEach(async () => {
        for (const line of lines.splice(0)) await line.close();
    });
    return (options) => {
        const line = new Line(options);
        lines.push(line);
        return line.up();
    };
}
