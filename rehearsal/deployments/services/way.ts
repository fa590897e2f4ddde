// In which stages ECS brings a release: from one colour to the other, or task by task in one group.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
import { SERVICE_DEPLOYMENT } from "../../../iam/calls/ecs-deployments";
import type { LocalAccount } from "../../account/local-account";
import { AT_LEAST, wait } from "../../engine/clock";
import { BlueGreen, type MovesAsked } from "./blue-green";
import { calledStep } from "./called";
import { type Hook, STAGE_BEHIND } from "./hooks";
import type { MovedService } from "./moved";
import { Pauses } from "./pauses";
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
    const own: Step[] = [
        {
            step: "SCALE_UP",
            text: "the new tasks start",
            run: async (signal) => {
                bothStandOn(account, moved);
                await blueGreen.replace(signal);
            },
        },
        ...(test === undefined
            ? []
            : [
                  {
                      step: "TEST_TRAFFIC_SHIFT",
                      text: "the test listener leads to the new tasks",
                      run: () => blueGreen.shift(test, 100),
                  },
              ]),
        ...schedule.map(({ percent, minutes }) => ({
            step: "PRODUCTION_TRAFFIC_SHIFT",
            text: percent === 100 ? "all of the traffic" : `${percent} % of the traffic, for ${shown(minutes)}`,
            run: async (signal: AbortSignal) => {
                await blueGreen.shift(production, percent);
                if (minutes > 0) await watching(minutes)(signal);
            },
        })),
        ...(bakeMinutes > 0 ? [{ step: "BAKE_TIME", text: shown(bakeMinutes), run: watching(bakeMinutes) }] : []),
        {
            step: "CLEAN_UP",
            text: "the old tasks end",
            run: async () => {
                await blueGreen.promote();
                await blueGreen.removeOriginal();
            },
        },
    ];
    const asked = (step?: string) => hooksBehind(account, deployment, hooks, step);
    const steps = [...asked(), ...own.flatMap((each) => [each, ...asked(each.step)])];
    return {
        steps,
        settled: (signal) => blueGreen.settled(signal),
        rollBack: async () => {
            await blueGreen.rollBack();
            return { message: "Traffic leads to the original tasks again." };
        },
    };
}

/** What is asked between one step and the next. */
function hooksBehind(
    account: LocalAccount,
    deployment: ServiceDeployment,
    hooks: readonly Hook[],
    step: string | undefined,
): readonly Step[] {
    return hooks
        .filter(({ stage }) => STAGE_BEHIND[stage] === step)
        .map((hook) =>
            "functionArn" in hook
                ? calledStep(account, deployment, hook)
                : {
                      step: hook.stage,
                      text: "somebody has to continue it",
                      run: async (signal) => {
                          const answer = await account.part(Pauses).at(deployment.arn, hook, signal);
                          if (answer === "ROLLBACK")
                              throw new Error("Service deployment rolled back by its pause lifecycle hook.");
                      },
                  },
        );
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

function shown(minutes: number): string {
    return `${minutes} minutes of AWS's time`;
}
