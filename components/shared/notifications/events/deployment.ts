import { DEPLOYMENT } from "../console-links";
import type { EventKind } from "../seams";

/**
 * Every state of a deployment by CodeDeploy; its failure, where nothing wider tells of it.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html
 */
export const deployment: EventKind = {
    kind: "deployment",
    means: "every state of a deployment by CodeDeploy",
    width: 1,
    facts: ({ applications }, { failures }) => [
        {
            name: "deployment",
            of: applications,
            description: "A deployment is in another state",
            pattern: {
                source: ["aws.codedeploy"],
                "detail-type": ["CodeDeploy Deployment State-change Notification"],
                detail: {
                    application: applications,
                    ...(failures ? {} : { state: [{ "anything-but": ["FAILURE"] }] }),
                },
            },
            paths: {
                application: "$.detail.application",
                deployment: "$.detail.deploymentId",
                region: "$.region",
                state: "$.detail.state",
            },
            says: {
                title: "Deployment <deployment> of <application>: <state>",
                link: DEPLOYMENT,
                thread: "<deployment>",
            },
        },
    ],
};
