// In which stages ECS brings a release: from one colour to the other, or task by task in one group.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
import { SERVICE_DEPLOYMENT } from "../../../iam/calls/ecs-deployments";
import type { LocalAccount } from "../../account/local-account";
import { AT_LEAST, wait } from "../../engine/clock";
import { BlueGreen, type MovesAsked } from "./blue-green";
import type { Shift } from "../codedeploy/ecs-group";
import type { MovedService } from "./moved";
import { Stages } from "./stages";
import type { Step, Way } from "../codedeploy/platform";
import { RollingUpdate } from "./rolling-update";
import type { ServiceDeployment } from "./deployments";
import type { Patience } from "./scheduler";
import { Traffic } from "../balancing/traffic";

const MINUTE = 60_000;
/** A stage of a deployment lasts a day at most. */
const DAY = 24 * 60 * MINUTE;
/** How long ECS watches alarms behind a rolling deployment is ECS's to say; some minutes, by the alarms' periods. */
const ROLLING_BAKE = 5;

/** Tasks that fail are started again and again, until somebody stops that. */
const ENDLESS: Patience = {
    failures: () => Infinity,
    milliseconds: DAY,
    gaveUp: (last) => `Service deployment rolled back because its tasks did not become healthy. ${last ?? ""}`,
};
/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html */
const BREAKER: Patience = {
    failures: (wanted) => Math.max(3, Math.min(200, Math.ceil(wanted / 2))) - 1,
    milliseconds: DAY,
    gaveUp: (last) =>
        `Service deployment rolled back because the circuit breaker threshold was exceeded. ${last ?? ""}`.trim(),
};

export function serviceWayOf(account: LocalAccount, deployment: ServiceDeployment, moved: MovedService): Way {
    const watching = (minutes: number) => (signal: AbortSignal) =>
        wait(account.clock, minutes * MINUTE, AT_LEAST.watched, signal);
    return moved.schedule === undefined
        ? rolling(account, deployment, moved, watching)
        : coloured(account, deployment, { ...moved, schedule: moved.schedule }, watching);
}

type Watching = (minutes: number) => Step["run"];

function coloured(
    account: LocalAccount,
    deployment: ServiceDeployment,
    moved: MovedService & Required<Pick<MovedService, "schedule">>,
    watching: Watching,
): Way {
    const { rules, schedule, bakeMinutes, hooks } = moved;
    const [production = "", test] = rules;
    const blueGreen = new BlueGreen(account, deployment.arn, deployment, moved, askedOf(account, moved));
    const stages = new Stages(account, deployment, hooks);
    const scaleUp: Step = {
        step: "SCALE_UP",
        text: "the new tasks start",
        run: async (signal) => {
            bothStandOn(account, moved);
            await blueGreen.replace(signal);
        },
    };
    const testShift = (rule: string): Step => ({
        step: "TEST_TRAFFIC_SHIFT",
        text: `the test listener leads to the new tasks${stages.told("TEST_TRAFFIC_SHIFT")}`,
        run: async (signal) => {
            await blueGreen.shift(rule, 100);
            await stages.within("TEST_TRAFFIC_SHIFT", { test: 100 }, signal);
        },
    });
    const shift = ({ percent, minutes }: Shift): Step => ({
        step: "PRODUCTION_TRAFFIC_SHIFT",
        text: `${shareOf(percent, minutes)}${stages.told("PRODUCTION_TRAFFIC_SHIFT")}`,
        run: async (signal) => {
            await blueGreen.shift(production, percent);
            await stages.within("PRODUCTION_TRAFFIC_SHIFT", { production: percent }, signal);
            if (minutes > 0) await watching(minutes)(signal);
        },
    });
    const cleanUp: Step = {
        step: "CLEAN_UP",
        text: "the old tasks end",
        run: async () => {
            await blueGreen.promote();
            await blueGreen.removeOriginal();
        },
    };
    return {
        steps: [
            ...stages.between("PRE_SCALE_UP"),
            scaleUp,
            ...stages.between("POST_SCALE_UP"),
            ...(test === undefined ? [] : [testShift(test)]),
            ...stages.between("POST_TEST_TRAFFIC_SHIFT"),
            ...schedule.flatMap((each, index) => [
                ...stages.between("PRE_PRODUCTION_TRAFFIC_SHIFT", { production: schedule[index - 1]?.percent ?? 0 }),
                shift(each),
            ]),
            ...stages.between("POST_PRODUCTION_TRAFFIC_SHIFT"),
            ...(bakeMinutes > 0 ? [{ step: "BAKE_TIME", text: shown(bakeMinutes), run: watching(bakeMinutes) }] : []),
            cleanUp,
        ],
        settled: (signal) => blueGreen.settled(signal),
        rollBack: async () => {
            await goBack(blueGreen, stages, production);
            return { message: "Traffic leads to the original tasks again." };
        },
    };
}

// unverified: where a function answers FAILED while a deployment goes back, the traffic goes back all the same, and the deployment ends ROLLBACK_FAILED
// | fails as: that deployment ends ROLLBACK_SUCCESSFUL, or with traffic on the new tasks | settle: let a function at PRODUCTION_TRAFFIC_SHIFT always answer FAILED, and look at the rule's shares and at the status of the deployment

/**
 * Stages that are a shift of traffic come again as it shifts back.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
 */
async function goBack(blueGreen: BlueGreen, stages: Stages, production: string): Promise<void> {
    const { signal } = new AbortController();
    const refusals: unknown[] = [];
    await blueGreen.rollBack((rule) =>
        (rule === production
            ? stages.within("PRODUCTION_TRAFFIC_SHIFT", { production: 0 }, signal)
            : stages.within("TEST_TRAFFIC_SHIFT", { test: 0 }, signal)
        ).catch((error: unknown) => void refusals.push(error)),
    );
    if (refusals.length > 0) throw refusals[0];
}

function rolling(account: LocalAccount, deployment: ServiceDeployment, moved: MovedService, watching: Watching): Way {
    const update = new RollingUpdate(account, deployment, moved.breaks ? BREAKER : ENDLESS);
    return {
        steps: [
            {
                step: "SCALE_UP",
                text: "the new tasks start beside the old ones",
                run: (signal) => update.begin(signal),
            },
            { step: "CLEAN_UP", text: "the old tasks end", run: () => update.removeOriginal() },
            ...(moved.alarms.length > 0
                ? [{ step: "BAKE_TIME", text: shown(ROLLING_BAKE), run: watching(ROLLING_BAKE) }]
                : []),
        ],
        settled: (signal) => update.settled(signal),
        rollBack: async () => {
            await update.rollBack();
            return { message: "The tasks of before run again." };
        },
    };
}

/** Both groups on the rule of production, or one on each of the two rules. */
function bothStandOn(account: LocalAccount, { rules, targetGroups }: MovedService): void {
    const traffic = account.part(Traffic);
    const groupsOf = (rule = "") => Object.keys(traffic.weightsOf(rule));
    const known = new Set(rules.flatMap(groupsOf));
    if (targetGroups.length === 2 && targetGroups.every((group) => known.has(group))) return;
    throw new Error(
        "Service deployment rolled back because of invalid networking configuration. Both targetGroup and alternateTargetGroup must be associated with the productionListenerRule or testListenerRule.",
    );
}

/** Under the infrastructure role; what ECS does to its own tasks, it asks nobody. */
function askedOf(account: LocalAccount, moved: MovedService): MovesAsked {
    const { plan, resource, role = "", service } = moved;
    const by = { role, as: service };
    const at = { plans: account.plans, plan, resource };
    const ask = (action: string, only?: string): void => {
        for (const row of SERVICE_DEPLOYMENT.filter((each) => each.action === `elasticloadbalancing:${action}`))
            for (const on of row.on(at)) if (on === (only ?? on)) account.gateway.ask({ by, action: row.action, on });
    };
    return {
        patience: ENDLESS,
        look: () => ["DescribeTargetGroups", "DescribeListeners", "DescribeRules"].forEach((each) => ask(each)),
        create() {
            ask("RegisterTargets");
            ask("DescribeTargetHealth");
        },
        route: (rule) => ask("ModifyRule", rule),
        promote: () => undefined,
        remove: () => ask("DeregisterTargets"),
    };
}

function shareOf(percent: number, minutes: number): string {
    return percent === 100 ? "all of the traffic" : `${percent} % of the traffic, for ${shown(minutes)}`;
}

function shown(minutes: number): string {
    return `${minutes} minutes of AWS's time`;
}
