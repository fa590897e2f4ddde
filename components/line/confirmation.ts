import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../context";
import type { Confirmation, Step } from "../parts";
import { ShellJob, startsJob } from "../shared/job";
import type { RoleInUse } from "../shared/role";
import type { Statement } from "../shell";
import { type ApprovalGate, type Asked, askerOf, askStep, checkStep, evidenceStep, type Shown } from "./approval";
import { onShip } from "./look";
import type { LineRef } from "./steps";

/** The stage that rolls out. */
export const DEPLOY = "Deploy";
const CONFIRM: Asked = { stage: DEPLOY, action: "Confirm" };

/** The name of the role that asks for a line in the middle of its rollout. */
export const confirmerOf = (line: string): string => askerOf(line, CONFIRM);

/**
 * A question in the middle of a rollout, as before one: an approval of the pipeline's, with the same evidence, answered by the
 * same people with the same command, and their answer checked alike.
 * @param shown whether the evidence was written before, for a question of its own
 */
export function confirmSteps(
    of: LineRef,
    { says, timeoutHours, then }: Confirmation,
    { placeholder, costs, shown, ...gate }: ApprovalGate & Shown & { readonly shown: boolean },
    context: EnvironmentContext,
): readonly Step[] {
    const adds = `without an answer it goes back. ${says.replace(/\.$/, "")}`;
    return [
        ...(shown ? [] : [evidenceStep(of, { ...gate, placeholder, costs }, context)]),
        askStep(of, { ...gate, ...CONFIRM, timeoutHours, adds }, context),
        checkStep(
            of,
            {
                ...gate,
                ...CONFIRM,
                placeholder,
                name: "Finish",
                then: { ...then, otherwise: "the deployment goes back" },
            },
            context,
        ),
    ];
}

export interface TakeBackArgs {
    readonly line: string;
    readonly takeBack: Confirmation["takeBack"];
    readonly pipelineName: pulumi.Output<string>;
}

/** Undoes a rollout that waits for a person, once its run has ended without a yes: a no, no answer, one that does not count. */
export class TakeBack extends pulumi.ComponentResource {
    /** Job to start by hand, with PIPELINE and EXECUTION, where the event was lost. */
    public readonly projectName: pulumi.Output<string>;
    private readonly job: ShellJob;

    constructor(
        private readonly name: string,
        private readonly args: TakeBackArgs,
        private readonly context: EnvironmentContext,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("fairlead:index:TakeBack", name, { line: args.line }, opts);
        const { line, takeBack } = args;
        const { scripts, env, allow } = takeBack;
        this.job = new ShellJob(
            name,
            {
                within: "nothing",
                job: { run: { scripts }, env },
                allow: [...allow, onShip(line, context, "codepipeline:ListActionExecutions")],
            },
            context,
            { parent: this },
        );
        this.projectName = this.job.projectName;
        this.registerOutputs({ projectName: this.projectName });
    }

    /** For the role of what starts it. */
    public start(): Statement {
        return this.job.start();
    }

    /** @param before what must exist before a run is heard of */
    public listen(role: RoleInUse, before: readonly pulumi.Resource[]): void {
        const { name, job, context } = this;
        const detail = {
            pipeline: [this.args.pipelineName],
            stage: [DEPLOY],
            state: ["FAILED", "STOPPED", "CANCELED"],
        };
        const event = {
            source: ["aws.codepipeline"],
            "detail-type": ["CodePipeline Stage Execution State Change"],
            detail,
        };
        const says = { PIPELINE: "$.detail.pipeline", EXECUTION: "$.detail.execution-id" } as const;
        startsJob(name, job, { event, says, role, before }, context, { parent: this });
    }
}
