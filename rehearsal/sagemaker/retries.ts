// When SageMaker tries a step again: for faults of its own, of which a rehearsal has none, and never for a program's mistakes. So
// what a policy says is checked here, and nothing is ever tried again.
// https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-retry-policy.html
import type { JsonObject } from "../../plan/document";
import { texts } from "../../plan/plans";

const FAULTS = [
    ...["Step.SERVICE_FAULT", "Step.THROTTLING"],
    ...["SageMaker.JOB_INTERNAL_ERROR", "SageMaker.CAPACITY_ERROR", "SageMaker.RESOURCE_LIMIT"],
];
const NUMBERS = ["BackoffRate", "IntervalSeconds", "MaxAttempts", "ExpireAfterMin"];

export function retryProblems(policies: readonly JsonObject[]): string[] {
    return policies.flatMap((policy) => [
        ...texts(policy["ExceptionType"])
            .filter((fault) => !FAULTS.includes(fault))
            .map((fault) => `a retry is for one of ${FAULTS.join(", ")}, not for ${fault}`),
        ...NUMBERS.filter((name) => name in policy && !(Number(policy[name]) > 0)).map(
            (name) => `${name} of a retry is a number above 0, not ${JSON.stringify(policy[name])}`,
        ),
        ...("MaxAttempts" in policy && "ExpireAfterMin" in policy
            ? ["a retry has MaxAttempts or ExpireAfterMin, not both"]
            : []),
    ]);
}
