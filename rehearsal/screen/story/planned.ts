// What the plans promise, before anything of it has happened.
import { below, records, text, texts, type Plan, type PlannedResource, type Plans } from "../../../plan/plans";
import { movedBy } from "../../../iam/calls/ecs-deployments";
import { workflowsOf } from "../../../plan/workflows";
import { printable } from "../../../text/printable";
import { readYaml, UnreadableYaml } from "../../../text/yaml";
import { Log } from "../log";
import type { ActionPlanned, PipelineShown, StackShown, StagePlanned } from "../model";
import { trainingOf } from "./trainings";
import { TYPE } from "../../../plan/tokens";

export function stacksOf(plans: Plans): readonly StackShown[] {
    return plans.all.map((plan) => {
        const of = (type: string) => plan.resources.filter((resource) => resource.type === type);
        return {
            name: printable(plan.stack),
            account: plan.account,
            region: plan.region,
            up: { name: "up", status: "pending", log: new Log() },
            made: 0,
            resources: plan.resources.filter(({ custom, external }) => custom && external !== true).length,
            pipelines: [
                ...of(TYPE.pipeline).map((each) => pipelineOf(plan, each)),
                ...workflowsIn(plan, plans),
                ...of(TYPE.trainingPipeline).map((each) => trainingOf(plan, each)),
            ],
            jobs: [],
        };
    });
}

function pipelineOf(plan: Plan, resource: PlannedResource): PipelineShown {
    return {
        arn: text(resource, "arn"),
        name: printable(resource.name),
        stack: printable(plan.stack),
        stages: records(resource.inputs["stages"]).map(stageOf),
        runs: [],
    };
}

/** Known by its repository and file, as its runs are. */
function workflowsIn(plan: Plan, plans: Plans): readonly PipelineShown[] {
    const mine = workflowsOf(plans).filter((workflow) => workflow.plan === plan);
    return mine.map(({ resource, repository, file, text: written }) => ({
        arn: `${repository}/${file}`,
        name: printable(resource.name),
        stack: printable(plan.stack),
        stages: jobsIn(written).map((name) => ({
            name: printable(name),
            actions: [{ name: printable(name), category: "Build", provider: "GitHub", runOrder: 1 }],
        })),
        runs: [],
    }));
}

function jobsIn(workflow: string): readonly string[] {
    try {
        return Object.keys(below(readYaml(workflow).value, "jobs"));
    } catch (error) {
        if (!(error instanceof UnreadableYaml)) throw error;
        return [];
    }
}

function stageOf(stage: Record<string, unknown>): StagePlanned {
    const actions = records(stage["actions"]).map(actionOf);
    return { name: printable(String(stage["name"])), actions: actions.sort((a, b) => a.runOrder - b.runOrder) };
}

function actionOf({ name, category, provider, runOrder }: Record<string, unknown>): ActionPlanned {
    return {
        name: printable(String(name)),
        category: printable(String(category)),
        provider: printable(String(provider)),
        runOrder: Number(runOrder ?? 1),
    };
}

/** The two sides between which a deployment group, or ECS for a service, moves the traffic of a listener or of its rule. */
export function pairOf(resource: PlannedResource, plans: Plans): Pair {
    const { rules, groups } = movedBy(resource);
    if (rules.length > 0)
        return {
            targetGroups: groups.flatMap((arn) => plans.at(arn)?.resource ?? []).map((each) => text(each, "name")),
            listener: rules[0],
        };
    const [info] = records([resource.inputs["loadBalancerInfo"]]);
    const [pair] = records([info?.["targetGroupPairInfo"]]);
    const [route] = records([pair?.["prodTrafficRoute"]]);
    return {
        targetGroups: records(pair?.["targetGroups"]).map(({ name }) => String(name)),
        listener: texts(route?.["listenerArns"])[0],
    };
}

interface Pair {
    /** By name. */
    readonly targetGroups: readonly string[];
    readonly listener?: string;
}
