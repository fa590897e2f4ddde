import type { Statement } from "../shell";

const on = "*";
const because = "Application Auto Scaling knows no resource for what only reads";

/** Permission to read the limits of this hour. */
export const readsLimits: Statement = { actions: ["application-autoscaling:DescribeScalableTargets"], on, because };

/** Permission to read limits, policies and hours of scaling. */
export const readsScaling: Statement = {
    actions: [
        "application-autoscaling:DescribeScalableTargets",
        "application-autoscaling:DescribeScalingPolicies",
        "application-autoscaling:DescribeScheduledActions",
    ],
    on,
    because,
};
