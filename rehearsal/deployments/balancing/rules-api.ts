import { texts } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { Refused, type Service } from "../../account/gateway";
import { Traffic } from "./traffic";

/** Rules by their ARN, with the shares that they have now. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeRules.html */
const describeRules: Service = ({ input }, account) => {
    const wanted = texts((input as { readonly RuleArns?: readonly string[] } | undefined)?.RuleArns);
    const made = new Map(
        account.created(TYPE.listenerRule).map(({ resource }) => [String(resource.outputs["arn"]), resource]),
    );
    return {
        Rules: wanted.map((arn) => {
            const rule = made.get(arn);
            if (!rule) throw new Refused("RuleNotFound", `One or more rules not found: ${arn}`);
            const shares = Object.entries(account.part(Traffic).weightsOf(arn));
            return {
                RuleArn: arn,
                Priority: String(rule.inputs["priority"] ?? ""),
                Actions: [
                    {
                        Type: "forward",
                        ForwardConfig: {
                            TargetGroups: shares.map(([group, weight]) => ({ TargetGroupArn: group, Weight: weight })),
                        },
                    },
                ],
                IsDefault: false,
            };
        }),
    };
};

export const ruleServices: ReadonlyMap<string, Service> = new Map([
    ["elasticloadbalancing:DescribeRules", describeRules],
]);
