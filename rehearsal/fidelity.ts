// How true a rehearsal is: one table, made of what each part says about itself.
import { everyAction } from "../plan/pipelines";
import type { Plans } from "../plan/plans";
import { TYPE } from "../plan/tokens";
import { workflowsOf } from "../plan/workflows";
import { wrap } from "../text/wrap";
import { rehearsedActions } from "./actions";
import { containerFidelity } from "./containers";
import { rehearsedCommands as dockerCommands } from "./containers/cli";
import type { Fidelity } from "./engine/fidelity";
import { hasServices, serviceDeploymentFidelity, unknownQueues } from "./deployments/fidelity";
import { endpointFidelity } from "./endpoints/fidelity";
import { fidelity as events } from "./events/bus";
import { fidelity as notifications } from "./notifications/sns";
import { functionFidelity } from "./functions/invoke";
import { agentFidelity, hostFidelity } from "./hosts/fidelity";
import { rehearsedCommands } from "./jobs/commands/aws";
import { trainingFidelity } from "./sagemaker/steps";
import { ecrFidelity } from "./services/ecr";
import { ecrPublicFidelity } from "./services/ecr-public";
import { dockerHubFidelity } from "./services/docker-hub";
import { secretsFidelity } from "./services/secrets";
import { workflowFidelity } from "./workflows/actions";

export interface FidelityRow extends Fidelity {
    readonly what: string;
    /** Whether plans have anything of it. @default they do */
    readonly isIn?: (plans: Plans) => boolean;
    /** What else is not rehearsed of these plans. */
    readonly lacks?: (plans: Plans) => readonly string[];
}

const ofTypes =
    (...types: readonly string[]) =>
    (plans: Plans): boolean =>
        types.some((type) => plans.ofType(type).length > 0);

const machines = ofTypes(TYPE.instance, TYPE.autoScalingGroup);

/** Whoever moves their traffic calls functions in the middle of it. */
const HOOKS = "Services of ECS";

/** What no single action or service can say of itself. */
const throughout: readonly FidelityRow[] = [
    {
        what: "IAM",
        evaluated:
            "trust, identity, resource and key policies and boundaries of the plan, and AWS's usual managed ones as published, at every call",
        notRehearsed: "other policies outside of the plan: rarer managed ones, those of the organization",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    },
    {
        what: "Domains and their certificates",
        isIn: ofTypes(TYPE.record, TYPE.certificate),
        notRehearsed: "a name that is asked for, a certificate that is issued: load balancers listen at 127.0.0.1",
        source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html",
    },
    {
        what: "The aws command of a job",
        executed: rehearsedCommands.join(", "),
        notRehearsed: "every other command",
        source: "https://docs.aws.amazon.com/cli/latest/reference/",
    },
    {
        what: "Other machines",
        executed: "asked through a proxy of the rehearsal's own, the only way out of a job and of a RUN",
        notRehearsed: "programs that know no proxy (HTTP_PROXY); this machine's own addresses",
        source: "https://docs.aws.amazon.com/codebuild/latest/userguide/use-proxy-server.html",
    },
    {
        what: "The docker command of a job",
        executed: dockerCommands.join(", "),
        notRehearsed: "every other command",
        source: "https://docs.docker.com/reference/cli/docker/",
    },
];

/** Every part that stands in for something of AWS. */
export function fidelityRows(): readonly FidelityRow[] {
    const actions = [...rehearsedActions].map(([provider, { fidelity }]) => ({
        what: `Action ${provider}`,
        isIn: (plans: Plans) =>
            everyAction(plans).some(
                ({ action }) => provider === action.provider || provider === `${action.category} ${action.provider}`,
            ),
        ...fidelity,
    }));
    return [
        ...actions,
        { what: "EventBridge", ...events },
        { what: "Notifications", ...notifications },
        { what: "Images and containers", ...containerFidelity },
        { what: "Virtual machines", isIn: machines, ...hostFidelity },
        { what: "CodeDeploy's agent", isIn: machines, ...agentFidelity },
        { what: HOOKS, isIn: hasServices, lacks: unknownQueues, ...serviceDeploymentFidelity },
        { what: "Endpoints of SageMaker", isIn: ofTypes(TYPE.stack), ...endpointFidelity },
        { what: "ECR", ...ecrFidelity },
        { what: "SageMaker Pipelines", isIn: ofTypes(TYPE.trainingPipeline), ...trainingFidelity },
        { what: "Docker Hub", ...dockerHubFidelity },
        { what: "ECR Public", isIn: ofTypes(TYPE.publicRepository), ...ecrPublicFidelity },
        { what: "Secrets Manager and Parameter Store", ...secretsFidelity },
        { what: "Lambda", isIn: ofTypes(TYPE.function), ...functionFidelity },
        ...workflowFidelity.map((row) => ({ ...row, isIn: (plans: Plans) => workflowsOf(plans).length > 0 })),
        ...throughout,
    ];
}

export const FIDELITY_COLUMNS = [
    ["executed", "executed"],
    ["evaluated", "evaluated"],
    ["stoodIn", "stood in"],
    ["notRehearsed", "not rehearsed"],
] as const;

/** Every part, with what these plans have of it that is not rehearsed. @param skipped hooks of deployments that were not run */
export function rowsWith(plans: Plans, skipped: readonly string[] = []): readonly FidelityRow[] {
    return fidelityRows().map((row) => {
        const lacks = [...(row.lacks?.(plans) ?? []), ...(row.what === HOOKS ? skipped : [])];
        return lacks.length === 0
            ? row
            : { ...row, notRehearsed: [row.notRehearsed ?? [], ...lacks].flat().join("; ") };
    });
}

/** What these plans have to do with. */
export function rowsFor(plans: Plans, skipped: readonly string[] = []): readonly FidelityRow[] {
    return rowsWith(plans, skipped).filter(({ isIn }) => isIn?.(plans) ?? true);
}

/** For a terminal: what is least true of each. Docs and reports have the rest. */
export function fidelityLines(rows = fidelityRows()): readonly string[] {
    return rows.flatMap(({ what, stoodIn, notRehearsed }) => {
        const limits = [
            ...(notRehearsed === undefined ? [] : [`not rehearsed: ${notRehearsed}`]),
            ...(stoodIn === undefined ? [] : [`stood in: ${stoodIn}`]),
        ];
        return wrap(`${what}: ${limits.length === 0 ? "executed and evaluated" : limits.join("; ")}`, "  ", "    ");
    });
}

/** For docs/fidelity.md. */
export function fidelityPage(rows = fidelityRows()): string {
    const cell = (text = ""): string => text.replaceAll("|", "\\|");
    const said = (row: FidelityRow): string => FIDELITY_COLUMNS.map(([key]) => cell(row[key])).join(" | ");
    return [
        "# What a rehearsal proves",
        "",
        "A rehearsal executes what is yours and stands in for what is AWS's. Where the",
        "two meet, this table says how true it is. It is made of what each part says of",
        "itself (`npm run golden` writes it), and stands under every report.",
        "",
        "Executed is done for real, here. Evaluated is decided by the documents of the",
        "plan, as AWS would decide. What is stood in for has AWS's outcome and not its",
        "way there. What is not rehearsed is refused by name.",
        "",
        `| what | ${FIDELITY_COLUMNS.map(([, word]) => word).join(" | ")} |`,
        `| --- |${" --- |".repeat(FIDELITY_COLUMNS.length)}`,
        ...rows.map((row) => `| [${cell(row.what)}](${row.source}) | ${said(row)} |`),
        "",
    ].join("\n");
}
