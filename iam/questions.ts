// Turns plans into questions for IAM. Every call that a plan implies must be allowed; see refusals.ts for the rest.
import { arnIn, readArn } from "../plan/arn";
import { JOB } from "./calls/codebuild";
import { DEPLOYMENT } from "./calls/codedeploy";
import { ACTIONS, AROUND_ACTIONS } from "./calls/codepipeline";
import { everyTask, rolesOf, TASK_START } from "./calls/ecs";
import { TARGETS } from "./calls/eventbridge";
import { everyAction, everyJob } from "../plan/pipelines";
import { callsOf, missingVariables } from "./calls/scripts";
import type { Context, Row, TargetAt } from "./calls/types";
import type { Question } from "./verdicts";
import { text, type Plan, type Plans } from "../plan/plans";
import { TYPE } from "../plan/tokens";

export interface Questions {
    /** Each must be allowed. */
    readonly allow: readonly Question[];
    /** What a plan wires and nobody wrote rows for: a proof with holes is none. */
    readonly unknown: readonly string[];
}

export function questionsOf(plans: Plans): Questions {
    const asked: Question[] = [];
    const unknown: string[] = [];
    const ask = <S extends { readonly plan: Plan }>(
        says: string,
        by: string,
        rows: readonly Row<S>[],
        at: S,
        more: Context = {},
    ) => {
        for (const { action, on, context, source } of rows) {
            for (const resource of on(at)) {
                asked.push({
                    says,
                    by,
                    action,
                    on: resource,
                    account: accountOf(plans, resource, at.plan),
                    context: { ...always(by, resource, at.plan), ...more, ...context?.(at, resource) },
                    source,
                });
            }
        }
    };
    const assumes = (plan: Plan, service: string, role: string, behalf: string) => {
        asked.push({
            says: `${service} assumes ${role.split("/").pop()}`,
            by: service,
            action: "sts:AssumeRole",
            on: role,
            account: plan.account,
            context: onBehalf(behalf, plan.account),
            source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
        });
    };

    for (const at of everyAction(plans)) {
        const says = `${at.pipeline.name} ${at.stage}/${at.action.name} (${at.action.provider})`;
        const rows = ACTIONS[at.action.provider];
        if (!rows) unknown.push(`${says}: iam/calls/codepipeline.ts has no rows for this provider`);
        ask(says, at.action.roleArn ?? text(at.pipeline, "roleArn"), rows ?? [], at);
        ask(`${says}, the pipeline around it`, text(at.pipeline, "roleArn"), AROUND_ACTIONS, at);
        assumes(at.plan, "codepipeline.amazonaws.com", text(at.pipeline, "roleArn"), text(at.pipeline, "arn"));
    }
    for (const at of everyJob(plans)) {
        const role = text(at.project, "serviceRole");
        const calls = callsOf(at.project);
        if (!calls) unknown.push(`${at.project.name} (CodeBuild): its script has no header that says what it calls`);
        for (const name of missingVariables(at))
            unknown.push(`${at.project.name} (CodeBuild): its script reads ${name}, its job has none`);
        ask(`${at.project.name} (CodeBuild)`, role, JOB, at);
        ask(`${at.project.name} (its script)`, role, calls ?? [], at);
        assumes(at.plan, "codebuild.amazonaws.com", role, text(at.project, "arn"));
    }
    for (const { plan, resource } of plans.ofType(TYPE.deploymentGroup)) {
        const role = text(resource, "serviceRoleArn");
        if (resource.inputs["ecsService"] === undefined)
            unknown.push(`${resource.name} (CodeDeploy): no rows for groups without an ECS service`);
        ask(`${resource.name} (CodeDeploy)`, role, DEPLOYMENT, { plans, plan, resource });
        assumes(plan, "codedeploy.amazonaws.com", role, text(resource, "arn"));
    }
    for (const at of everyTask(plans)) {
        const family = String(at.template["family"]);
        ask(`tasks of ${family} (ECS)`, String(at.template["executionRoleArn"]), TASK_START, at);
        for (const role of rolesOf(at.plan, at.template)) {
            assumes(at.plan, "ecs-tasks.amazonaws.com", role, arnIn(at.plan, "ecs", `task/${family}/0123456789abcdef`));
        }
    }
    for (const at of targets(plans, unknown)) {
        const says = `${at.rule.name} (EventBridge)`;
        const calls = TARGETS[readArn(text(at.target, "arn")).service];
        if (!calls) {
            unknown.push(`${says}: iam/calls/eventbridge.ts has no rows for the target ${text(at.target, "arn")}`);
            continue;
        }
        if (calls.by !== "role") {
            const behalf = onBehalf(text(at.rule, "arn"), at.plan.account);
            for (const service of calls.by) ask(says, service, calls.rows, at, behalf);
            continue;
        }
        const role = text(at.target, "roleArn");
        if (role) assumes(at.plan, "events.amazonaws.com", role, text(at.rule, "arn"));
        else unknown.push(`${says}: this kind of target needs a roleArn`);
        ask(says, role, calls.rows, at);
    }
    return { allow: unique(asked), unknown: [...new Set(unknown)].sort() };
}

/** What every request says about itself. */
export function always(by: string, on: string, plan: Plan): Context {
    return {
        "aws:SecureTransport": "true",
        "aws:ResourceAccount": plan.account,
        "aws:RequestedRegion": readArn(on).region || plan.region,
        ...(by.startsWith("arn:") ? { "aws:PrincipalArn": by, "aws:PrincipalAccount": readArn(by).account } : {}),
    };
}

/** For whom a service acts: the resource that made it, and its account. */
function onBehalf(arnOfResource: string, account: string): Context {
    return { "aws:SecureTransport": "true", "aws:SourceAccount": account, "aws:SourceArn": arnOfResource };
}

/** The account a resource lies in; an S3 ARN leaves it out. */
export function accountOf(plans: Plans, on: string, plan: Plan): string {
    return readArn(on).account || (plans.at(on.split("/")[0] ?? "")?.plan.account ?? plan.account);
}

function targets(plans: Plans, unknown: string[]): readonly TargetAt[] {
    return plans.ofType(TYPE.eventTarget).flatMap(({ plan, resource: target }) => {
        const rule = plan.resources.find(
            (made) => made.type === TYPE.eventRule && text(made, "name") === text(target, "rule"),
        );
        if (!rule) unknown.push(`${target.name} (EventBridge): its rule ${text(target, "rule")} is not in the plan`);
        return rule ? [{ plans, plan, rule, target }] : [];
    });
}

function unique(questions: readonly Question[]): readonly Question[] {
    const known = new Map(
        questions.map((question) => [
            JSON.stringify([question.by, question.action, question.on, question.context]),
            question,
        ]),
    );
    return [...known.values()];
}
