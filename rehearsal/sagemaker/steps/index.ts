// The types of steps that are run, short ones here. What is not here is refused at the step, by name; a type that is learned
// is a file, or a few lines, and its name in the list.
import { REGISTERING } from "../../../iam/calls/sagemaker";
import type { JsonObject } from "../../../plan/document";
import type { StepAt } from "../../../plan/training";
import { askRows, type Caller, Refused } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { Fidelity } from "../../engine/fidelity";
import { allHold } from "../conditions";
import { invoking } from "../jobs";
import { Registry } from "../registry";
import type { TrainingRun } from "../runs";
import { processing } from "./processing";
import { training } from "./training";

/** One step of one run, with values in the place of references. */
export interface StepRun extends StepAt {
    readonly account: LocalAccount;
    readonly run: TrainingRun;
    /** The pipeline's role. */
    readonly by: Caller;
    readonly say: (line: string) => void;
}

interface StepResult {
    /** What other steps may name of it, as the Describe call of what it made answers. */
    readonly properties: JsonObject;
    /** What it made, as ListPipelineExecutionSteps says. */
    readonly metadata?: JsonObject;
}

/** A type of step; each has a line in the list. */
export interface RehearsedStep {
    readonly type: string;
    /** What of its arguments another run's result has to agree with; without it, nothing is ever taken from another run. */
    readonly cachedBy?: readonly string[];
    /** Throws what fails the step. */
    run(step: StepRun): StepResult | Promise<StepResult>;
}

const condition: RehearsedStep = {
    type: "Condition",
    run({ given, say }) {
        const outcome = allHold(given["Conditions"] ?? []);
        say(`${JSON.stringify(given["Conditions"])} is ${String(outcome)}`);
        return { properties: { Outcome: outcome }, metadata: { Condition: { Outcome: outcome ? "True" : "False" } } };
    },
};

const register: RehearsedStep = {
    type: "RegisterModel",
    run(step) {
        const { account, by, given, run } = step;
        invoking("CreateModelPackage", () => askRows(account.gateway, by, REGISTERING, step));
        const generated = { MetadataProperties: { GeneratedBy: run.arn } };
        const { arn, described } = account.part(Registry).register({ ...generated, ...given }, run.arn);
        return { properties: described, metadata: { RegisterModel: { Arn: arn } } };
    },
};

const fail: RehearsedStep = {
    type: "Fail",
    run({ given }) {
        throw new Refused("Fail", String(given["ErrorMessage"] ?? ""));
    },
};

export const STEPS: ReadonlyMap<string, RehearsedStep> = new Map(
    [processing, training, condition, register, fail].map((step) => [step.type, step]),
);

export const trainingFidelity: Fidelity = {
    executed: `steps of the types ${[...STEPS.keys()].join(", ")}: their containers with /opt/ml, parameters, references, property files, conditions, caching; versions of the registry and what people say of them`,
    evaluated: "the pipeline's role and each job's: what starts jobs, reads and writes data, pulls images, logs",
    stoodIn: "machines of any type, by this one; roles inside a container, which finds no credentials",
    notRehearsed:
        "other types of steps, several instances, pipes, manifests, images that AWS keeps, spot, networks, lineage; retries, which are for faults of AWS",
    source: "https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines.html",
};
