// The types of steps that are run. What is not here is refused at the step, by name; a type that is learned is a file, and a line.
import type { Fidelity } from "../../engine/fidelity";
import { condition } from "./condition";
import { fail } from "./fail";
import { processing } from "./processing";
import { register } from "./register";
import { training } from "./training";
import type { RehearsedStep } from "./types";

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
