import type { Statement } from "../shell";

const on = "*";
const because = "Application Auto Scaling knows no resource for what only reads";

/** How many there may be at this hour. */
export const readsLimits: Statement = { actions: ["application-autoscaling:DescribeScalableTargets"], on, because };

/** How many there are to be, and why. */
export const readsScaling: Statement = {
    actions: [
        "application-autoscaling:DescribeScalableTargets",
        "application-autoscaling:DescribeScalingPolicies",
        "application-autoscaling:DescribeScheduledActions",
    ],
    on,
    because,
};
