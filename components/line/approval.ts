import type { EnvironmentContext } from "../context";
import type { Confirmation, Stage, Step, Target } from "../parts";
import type { RunValue } from "../shell";
import type { ForPeople } from "../rights";
import type { ApprovalTopic } from "../shared/approval-topic";
import { RELEASE_KEYS } from "../shared/release-store";
import { IF_NEWEST, lookStage, onShip } from "./look";
import { about, ARTIFACTS, EXECUTION, type LineRef, VERSION } from "./steps";

const APPROVE = { stage: "Approve", action: "Approve" } as const;
/** Versions of the two objects that the evidence shows, a person approves and Prepare takes. */
export const APPROVED: Readonly<Record<string, RunValue>> = {
    RELEASE: { step: "Evidence", variable: "RELEASE" },
    BLUEPRINT: { step: "Evidence", variable: "BLUEPRINT" },
};

/** Who is asked before a line goes on, how long it waits, and which checks of the answer are left out. */
export interface ApprovalGate {
    readonly timeoutHours: number;
    readonly topic: ApprovalTopic;
    /** Of {@link FOUR_EYES_LOOSENINGS}. */
    readonly loosened: readonly string[];
    /** Names of people by their login on GitHub, in lower case, for releases whose workflow says for whom it ran. */
    readonly people: Readonly<Record<string, string>>;
}

/**
 * By their names in the settings: with `own-approval` a person may approve what they pushed, with `unnamed-pushers` any
 * person may approve what was pushed by a machine or by an unknown person.
 */
export const FOUR_EYES_LOOSENINGS: readonly string[] = ["own-approval", "unnamed-pushers"];

/** Trusts a GitHub workflow to say for whom it runs; whoever may change the workflow could make it name anybody. */
export const BELIEVED = "said-pushers";

/** The name, before autonaming, of the role that asks for a line. */
export function askerOf(line: string, { action }: Asked = APPROVE): string {
    return `${line}-ship-${action.toLowerCase()}`;
}

/** What the evidence is made of, beside the release. */
export interface Shown extends Pick<Target, "costs"> {
    /** What release 0 carries, which nobody has pushed. */
    readonly placeholder: string;
}

/** The stage and step of ship that ask. */
export interface Asked {
    readonly stage: string;
    readonly action: string;
}

/**
 * The approval of an environment: write the evidence, ask, then check that another person answered than the one who pushed.
 * IAM cannot check the last, so a job does, before anything is deployed.
 */
export function approvalStages(
    of: LineRef,
    { placeholder, costs, ...approval }: ApprovalGate & Shown,
    context: EnvironmentContext,
): readonly Stage[] {
    return [
        lookStage(of, APPROVE.stage, context),
        {
            name: APPROVE.stage,
            onlyIf: IF_NEWEST,
            steps: [
                evidenceStep(of, { ...approval, placeholder, costs }, context),
                askStep(of, { ...approval, ...APPROVE, adds: "a newer run ends it and asks instead" }, context),
                checkStep(of, { ...approval, ...APPROVE, placeholder, name: "Check" }, context),
            ],
        },
    ];
}

/** Writes the evidence, what would change, for the person who is asked. */
export function evidenceStep(
    of: LineRef,
    { placeholder, people, costs }: Pick<ApprovalGate, "people"> & Shown,
    context: EnvironmentContext,
): Step {
    const { line } = of;
    const { releases, environment } = context;
    return {
        name: "Evidence",
        takes: [ARTIFACTS.release],
        run: {
            job: {
                run: { scripts: ["identity", ...(costs?.scripts ?? []), "evidence"] },
                env: {
                    ...about(of, context),
                    ENVIRONMENT: environment,
                    PLACEHOLDER: placeholder,
                    ...known(people),
                    ...costs?.env,
                },
                runEnv: { EXECUTION, VERSION },
                exports: ["SUMMARY", ...Object.keys(APPROVED)],
            },
        },
        allow: [
            ...releases.reads(RELEASE_KEYS.live(line), RELEASE_KEYS.blueprint(line)),
            // The live settings are an older version of the blueprint.
            releases.readsVersions(RELEASE_KEYS.blueprint(line)),
            ...releases.writes(RELEASE_KEYS.evidence(line)),
            ...(costs?.allow ?? []),
        ],
    };
}

// unverified: the console's page of one object shows it to a person who may read the object, without listing its bucket
// | fails as: an approver follows the link of the question, and the console says that access is denied
// | settle: aws s3api get-object --bucket <releases> --key evidence/<line>/<run>.md /dev/stdout, as that person
/** For approvers: permission to open the page that the question links to. */
export function seesEvidence(line: string, { releases }: Pick<EnvironmentContext, "releases">): ForPeople {
    return { people: { see: releases.reads(RELEASE_KEYS.evidence(line)) } };
}

/** @param asked its `adds` completes the sentence about the evidence: what happens meanwhile */
export function askStep(
    { line }: LineRef,
    {
        timeoutHours,
        topic,
        action,
        adds,
    }: Pick<ApprovalGate, "timeoutHours" | "topic"> & Asked & { readonly adds: string },
    context: EnvironmentContext,
): Step {
    const { releases, region } = context;
    const page = RELEASE_KEYS.evidence(line, "");
    return {
        name: action,
        run: {
            approval: {
                // The stage is locked while it waits: a week, AWS's default, is too long.
                timeoutHours,
                // unverified: the mail is sent under the action's own role | fails as: the approval is red at once, "not authorized to perform: SNS:Publish" | settle: aws codepipeline list-action-executions --pipeline-name <ship> --query "actionExecutionDetails[?actionName=='Approve'].output.executionResult"
                topicArn: topic.topicArn,
                says: [{ step: "Evidence", variable: "SUMMARY" }, ` Waits ${timeoutHours} h; ${adds}.`],
                // It must be an address even before the run fills it in. And it is the console's, because a presigned one
                // expires with the job's session, long before the approval.
                evidence: [
                    `https://${region}.console.aws.amazon.com/s3/object/`,
                    releases.bucketName,
                    `?region=${region}&prefix=${page}`,
                    EXECUTION,
                    ".md",
                ],
            },
        },
        allow: topic.asks(),
    };
}

/** Variables of identity.sh. */
function known(people: ApprovalGate["people"]): Record<string, string> {
    return Object.keys(people).length > 0 ? { PEOPLE: JSON.stringify(people) } : {};
}

export interface Checked extends Pick<ApprovalGate, "loosened" | "people">, Asked {
    /** Of the step. */
    readonly name: string;
    readonly placeholder: string;
    /** What the job does after the check, and what follows a no. @default - nothing, and nothing is deployed */
    readonly then?: Confirmation["then"] & { readonly otherwise: string };
}

/** Checks that another person answered than the one who pushed. */
export function checkStep(
    { line, carries }: LineRef,
    { name, stage, action, placeholder, loosened, people, then }: Checked,
    context: EnvironmentContext,
): Step {
    return {
        name,
        takes: [ARTIFACTS.release, ...(then ? [ARTIFACTS.prepared] : [])],
        run: {
            job: {
                run: { scripts: ["identity", "check", ...(then?.scripts ?? [])] },
                env: {
                    LINE: line,
                    CARRIES: carries,
                    STAGE: stage,
                    ACTION: action,
                    PLACEHOLDER: placeholder,
                    ...(then ? { ...then.env, OTHERWISE: then.otherwise, PREPARED: ARTIFACTS.prepared } : {}),
                    ...(loosened.length > 0 ? { LOOSENED: loosened.join(" ") } : {}),
                    ...known(people),
                },
                runEnv: { EXECUTION, ...then?.runEnv },
                timeoutMinutes: then?.timeoutMinutes,
            },
        },
        allow: [
            onShip(line, context, "codepipeline:ListActionExecutions", "codepipeline:GetPipelineState"),
            ...(then?.allow ?? []),
        ],
    };
}
