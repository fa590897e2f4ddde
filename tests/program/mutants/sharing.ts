import type { Mutant } from "./mutant";

/** Lines that share a load balancer, as somebody might make them one line's business. */
export const sharing: readonly Mutant[] = [
    {
        mistake: "a rule in the place of a neighbour's",
        breaks: "lines of one listener keep to their own",
        of: "examples/blue-green-web/shared staging",
        make: (draft) => {
            const { priority = 0 } = draft.find(["ListenerRule", "web-production"]).inputs;
            draft.set(["ListenerRule", "orders-production"], ["priority"], priority);
        },
        found: ["orders", "web"].map(
            (line) => `ListenerRule "${line}-production" has the priority of another rule of its listener`,
        ),
    },
    {
        mistake: "an alarm over the load balancer that others answer at, too",
        breaks: "lines of one listener keep to their own",
        of: "examples/blue-green-web/shared staging",
        make: (draft) =>
            draft.set(
                ["MetricAlarm", "web-errors"],
                ["metricQueries", 3, "metric", "dimensions", "TargetGroup"],
                undefined,
            ),
        found: ['Service "web" goes back by HTTPCode_Target_5XX_Count of more than its own'],
    },
    {
        mistake: "one colour alone on a rule of a listener that lines share",
        breaks: "every moved service has what ecs needs",
        of: "examples/blue-green-web/shared staging",
        make: (draft) =>
            draft.set(["ListenerRule", "orders-production"], ["actions", 0, "forward", "targetGroups", 1], undefined),
        found: ['Service "orders": not both of its target groups stand on the rule of production'],
    },
];
