// Connections to other houses, as far as their ARN tells.
import { partitionOf } from "../../../text/partition";
import { refusing } from "./rule";

/** A pipeline finds the connections of its own region: https://docs.aws.amazon.com/dtconsole/latest/userguide/connections.html */
export const connectionIsOfTheRegion = refusing(({ connections }, { region }) =>
    Object.entries(connections).flatMap(([kind, arn]) => {
        const [, partition, , place] = arn.split(":");
        if (region === undefined || (place === region && partition === partitionOf(region))) return [];
        return [
            {
                at: ["connections", kind],
                allowed: `a connection of region ${region}, where the pipelines are: arn:${partitionOf(region)}:codeconnections:${region}:…`,
                fix: `make one at https://${region}.console.aws.amazon.com/codesuite/settings/connections/create?region=${region}, and set its ARN`,
            },
        ];
    }),
);
